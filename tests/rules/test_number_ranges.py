from heyan.rules.number_ranges import LONGEST_PREFIX, NEVER_PORTED, RANGES
from heyan.rules.phone import Carrier


def test_prefixes_are_three_or_four_digits() -> None:
    assert {len(prefix) for prefix in RANGES} == {3, LONGEST_PREFIX}


def test_virtual_operators_have_exactly_these_ranges() -> None:
    virtual = {prefix for prefix, carrier in RANGES.items() if carrier is Carrier.VIRTUAL}
    assert virtual == {"162", "165", "167", "170", "171"}


def test_what_is_never_ported_is_a_range_that_exists() -> None:
    assert set(NEVER_PORTED) <= RANGES.keys()

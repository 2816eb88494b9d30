import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.phone import Carrier, Mobile, read_mobile
from heyan.rules.routing import carrier_of


@pytest.mark.rule("R14")
@pytest.mark.parametrize(
    ("mobile", "carrier"),
    [
        ("13912345678", Carrier.MOBILE),
        ("14712345678", Carrier.MOBILE),
        ("19812345678", Carrier.MOBILE),
        ("18612345678", Carrier.UNICOM),
        ("14512345678", Carrier.UNICOM),
        ("16612345678", Carrier.UNICOM),
        ("18912345678", Carrier.TELECOM),
        ("19912345678", Carrier.TELECOM),
        ("17012345678", Carrier.VIRTUAL),
        ("16212345678", Carrier.VIRTUAL),
    ],
)
def test_a_number_goes_by_its_range(mobile: str, carrier: Carrier) -> None:
    assert carrier_of(Mobile(mobile)) is carrier


def test_china_broadnet_goes_by_china_mobile() -> None:
    assert carrier_of(Mobile("19212345678")) is Carrier.MOBILE


def test_a_satellite_number_within_china_mobiles_range_is_china_telecoms() -> None:
    assert carrier_of(Mobile("13491234567")) is Carrier.TELECOM
    assert carrier_of(Mobile("13481234567")) is Carrier.MOBILE


@pytest.mark.rule("R14")
def test_a_ported_number_goes_by_its_new_carrier() -> None:
    mobile = Mobile("13912345678")
    assert carrier_of(mobile, {mobile: Carrier.UNICOM}) is Carrier.UNICOM
    assert carrier_of(Mobile("13912345679"), {mobile: Carrier.UNICOM}) is Carrier.MOBILE


@pytest.mark.rule("R14")
@pytest.mark.parametrize("prefix", ["162", "165", "167", "170", "171", "1349", "174"])
def test_virtual_operators_and_satellites_numbers_are_never_ported(prefix: str) -> None:
    mobile = Mobile(prefix.ljust(11, "5"))
    assert carrier_of(mobile, {mobile: Carrier.MOBILE}) is carrier_of(mobile)


@given(st.integers(130, 199), st.integers(0, 99_999_999))
def test_every_number_that_can_be_filed_has_a_carrier(prefix: int, rest: int) -> None:
    mobile = read_mobile(f"{prefix}{rest:08}")
    assert mobile is None or carrier_of(mobile) in Carrier

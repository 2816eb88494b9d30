import pytest

from heyan.rules.faults import fault
from heyan.rules.refusals import Faulty, NoSuchRecord, Refusal


@pytest.mark.parametrize("refusal", Refusal.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_refusal_says_in_a_sentence_what_it_is(refusal: type[Refusal]) -> None:
    assert (refusal.__doc__ or "").strip().endswith(".")


def test_a_refusal_has_a_name_for_programs() -> None:
    assert NoSuchRecord().code == "no_such_record"
    names = [kind.__name__ for kind in Refusal.__subclasses__()]
    assert len(set(names)) == len(names)


def test_a_faulty_filing_tells_every_fault_and_no_value() -> None:
    faults = [fault("missing", "/reference"), fault("bad_mobile", "/sites/0/principal/mobiles/0")]
    refusal = Faulty(faults)
    assert refusal.faults == tuple(faults)
    assert str(refusal) == "2 faults"

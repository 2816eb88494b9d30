import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.ids import CaseId
from heyan.rules.provinces import PROVINCES

ids = st.builds(
    CaseId,
    st.sampled_from(PROVINCES).map(lambda province: province.code),
    st.integers(1, 10**18 - 1),
)


@given(ids)
def test_an_id_is_read_as_it_is_written(case: CaseId) -> None:
    assert CaseId.read(str(case)) == case


@given(st.text("0123456789-１٣ \n", max_size=12) | st.text())
def test_nothing_else_is_an_id(text: str) -> None:
    case = CaseId.read(text)
    assert case is None or str(case) == text


def test_an_id_shows_its_province_first() -> None:
    assert str(CaseId(120000, 7)) == "12-7"


@pytest.mark.parametrize("text", ["", "12", "12-", "-7", "12-07", "02-7", "12-7 ", "12-٣", "1２-3"])
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert CaseId.read(text) is None

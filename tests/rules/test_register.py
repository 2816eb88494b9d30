import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.provinces import (
    PROVINCES,
    Province,
    is_subject_number,
    province_of_number,
    subject_of_site_number,
)
from heyan.rules.register import serial_of, site_number, subject_number
from tests.fakes.filings import SITE_NUMBER, registered


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    ("province", "number"),
    [
        (120000, "津ICP备2018000001号"),
        (620000, "陇ICP备2018000001号"),
        (540000, "藏ICP备2018000001号"),
        (640000, "宁ICP备2018000001号"),
        (460000, "琼ICP备2018000001号"),
        (650000, "新ICP备2018000001号"),
        (630000, "青ICP备2018000001号"),
        (510000, "蜀ICP备2018000001号"),
    ],
)
def test_a_subject_s_number_is_of_its_province_and_year(province: int, number: str) -> None:
    assert subject_number(province, 2018, 1) == number


@pytest.mark.rule("R28")
@given(
    st.sampled_from(PROVINCES),
    st.integers(1999, 9999),
    st.integers(1, 999_999),
    st.integers(1, 99_999),
)
def test_numbers_are_read_as_they_are_written(
    province: Province, year: int, serial: int, n: int
) -> None:
    subject = subject_number(province.code, year, serial)
    site = site_number(subject, n)
    assert is_subject_number(subject)
    assert province_of_number(site) is province
    assert subject_of_site_number(site) == subject
    assert serial_of(subject) == (year, serial)


@pytest.mark.parametrize("number", ["津ICP备05000001号", "京ICP证030173号", "粤B2-20090059", ""])
def test_numbers_of_other_forms_have_no_serial_of_ours(number: str) -> None:
    assert serial_of(number) is None


@pytest.mark.rule("R28")
def test_a_site_without_access_is_a_shell() -> None:
    for carried in (True, False):
        site = registered(carried=carried).site(SITE_NUMBER)
        assert site is not None
        assert site.shell is not carried


def test_a_site_is_found_by_its_number() -> None:
    assert registered().site("津ICP备2017000001号-2") is None
    assert registered().site(None) is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.provinces import (
    BY_CODE,
    BY_SHORT,
    PROVINCES,
    is_subject_number,
    province_of_number,
    subject_of_site_number,
)


def test_there_are_thirty_one_provinces_and_no_two_share_anything() -> None:
    assert len(PROVINCES) == 31
    for field in ("code", "name", "full_name", "short", "english", "bureau"):
        assert len({getattr(p, field) for p in PROVINCES}) == 31


def test_provinces_stand_in_the_order_of_their_codes_and_codes_end_in_0000() -> None:
    codes = [p.code for p in PROVINCES]
    assert codes == sorted(codes)
    assert all(code % 10_000 == 0 and 100_000 <= code < 700_000 for code in codes)


def test_full_names_begin_with_the_name() -> None:
    assert all(p.full_name.startswith(p.name) for p in PROVINCES)


@pytest.mark.rule("R28")
def test_the_registers_short_names_are_those_of_the_register() -> None:
    assert "".join(p.short for p in PROVINCES) == (
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新"
    )
    assert "川" not in BY_SHORT
    assert "甘" not in BY_SHORT


@pytest.mark.parametrize(
    ("code", "bureau"),
    [
        (120000, "天津市通信管理局"),
        (620000, "甘肃省通信管理局"),
        (540000, "西藏自治区通信管理局"),
        (640000, "宁夏回族自治区通信管理局"),
        (460000, "海南省通信管理局"),
        (650000, "新疆维吾尔自治区通信管理局"),
        (630000, "青海省通信管理局"),
    ],
)
@pytest.mark.rule("R1")
def test_the_pilot_provinces_have_their_bureaus(code: int, bureau: str) -> None:
    assert BY_CODE[code].bureau == bureau


@pytest.mark.parametrize(
    "number",
    [
        "津ICP备17000001号",
        "津ICP备2017000001号",
        "陇ICP备05000593号",
        "京ICP证030173号",
        "粤B2-20090059",
        "蒙B2-20090059号",
        "辽B-2-4-20080039",
    ],
)
def test_real_forms_of_register_numbers_are_known(number: str) -> None:
    assert is_subject_number(number)
    assert subject_of_site_number(f"{number}-1") == number
    assert subject_of_site_number(f"{number}-1626") == number
    assert subject_of_site_number(f"{number}-1626X") == number
    province = province_of_number(number)
    assert province is not None
    assert province.short == number[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "川ICP备2017000001号",
        "津ICP备201700001号",
        "津ICP备2017000001",
        "津icp备2017000001号",
        "津ICP备２０１７０００００１号",
        "津ICP备2017000001号-1",
        "津ICP备2017000001号 ",
        "ICP备2017000001号",
    ],
)
def test_what_is_no_subject_number_is_refused(text: str) -> None:
    assert not is_subject_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "津ICP备2017000001号",
        "津ICP备2017000001号-",
        "津ICP备2017000001号-0",
        "津ICP备2017000001号-01",
        "津ICP备2017000001号-1\n",
        "津ICP备2017000001号--1",
        "粤B2-20090059",
        "-1",
    ],
)
def test_what_is_no_site_number_is_refused(text: str) -> None:
    assert subject_of_site_number(text) is None


def test_an_unknown_first_character_is_no_province() -> None:
    assert province_of_number("甘ICP备2017000001号") is None
    assert province_of_number("") is None


@given(st.text())
def test_no_text_is_both_a_subjects_and_a_sites_number(text: str) -> None:
    assert not (is_subject_number(text) and subject_of_site_number(text))


def test_a_province_is_found_by_code_and_by_short_name() -> None:
    assert BY_CODE[540000].name == "西藏"
    assert BY_SHORT["琼"].english == "Hainan"

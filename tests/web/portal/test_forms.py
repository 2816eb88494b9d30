"""What a form says, however it is typed, and which faults can be seen without any record."""

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.web.portal.forms import Typed, Unreadable, faults_of, read_form

FORM = "application/x-www-form-urlencoded"
ALL = ("code", "mobile", "tail")
GOOD = Typed(code="012345", mobile="13800138000", tail="12345X")


def body(**fields: str) -> bytes:
    return urlencode(fields).encode()


def test_a_form_is_read_as_it_was_typed() -> None:
    typed = read_form(FORM, body(code=" ０１２345", mobile="+86 138 0013 8000", csrf_token="t"))
    assert typed == Typed(code=" ０１２345", mobile="+86 138 0013 8000", csrf_token="t")


def test_of_a_field_that_comes_twice_the_first_counts() -> None:
    assert read_form(FORM, b"code=1&code=2").code == "1"


def test_fields_that_we_do_not_know_are_left_out() -> None:
    assert read_form(f"{FORM}; charset=utf-8", b"code=1&admin=1") == Typed(code="1")


@pytest.mark.parametrize(
    ("content_type", "octets"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("", b"code=1"),
        (FORM, b"code=" + b"1" * 201),
        (FORM, b"&".join(b"x%d=1" % n for n in range(21))),
        (FORM, b"\xff\xfe"),
    ],
)
def test_what_no_page_of_ours_sends_is_not_read(content_type: str, octets: bytes) -> None:
    with pytest.raises(Unreadable):
        read_form(content_type, octets)


@pytest.mark.rule("R17")
@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        Typed(code=" 012 345 ", mobile="+86 138-0013-8000", tail="12345x"),
        Typed(code="０１２３４５", mobile="１３８００１３８０００", tail="１２３４５ｘ"),
        Typed(code="012345", mobile="008613800138000", tail="567（8）"),
    ],
)
def test_people_may_type_as_they_are_used_to(typed: Typed) -> None:
    assert faults_of(typed, ALL) == {}


def test_every_empty_field_is_told() -> None:
    faults = faults_of(Typed(code=" ", mobile="\u3000", tail="\u200b"), ALL)
    assert faults == {"code": "code_missing", "mobile": "mobile_missing", "tail": "tail_missing"}


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "十二三四五六", "१२३४५६", "-12345"])
def test_a_code_is_six_digits(code: str) -> None:
    assert faults_of(Typed(code=code), ["code"]) == {"code": "code_form"}


@pytest.mark.parametrize("mobile", ["1380013800", "02212345678", "138001380001", "手机"])
def test_a_mobile_number_is_one_of_the_mainland(mobile: str) -> None:
    assert faults_of(Typed(mobile=mobile), ["mobile"]) == {"mobile": "mobile_form"}


@pytest.mark.rule("R21")
@pytest.mark.parametrize("tail", ["110101199003070000", "1234567"])
def test_a_tail_is_six_characters_and_not_the_whole_number(tail: str) -> None:
    assert faults_of(Typed(tail=tail), ["tail"]) == {"tail": "tail_form"}


@pytest.mark.rule("R21")
def test_a_document_of_fewer_characters_is_its_own_tail() -> None:
    assert faults_of(Typed(tail="G1234"), ["tail"]) == {}


def test_only_the_fields_of_the_form_are_looked_at() -> None:
    assert faults_of(Typed(mobile="13800138000", tail="123456"), ["mobile", "tail"]) == {}


def test_a_code_is_not_given_back() -> None:
    assert GOOD.without_code() == Typed(mobile="13800138000", tail="12345X")


def test_nothing_that_was_typed_shows_in_a_log() -> None:
    for secret in ("012345", "13800138000", "12345X"):
        assert secret not in repr(GOOD)


FIELD = st.sampled_from(["code", "mobile", "tail", "c%6Fde", "x", ""])
VALUE = st.text(st.sampled_from("1é验+%&=;20CG "), max_size=8)


@given(st.lists(st.tuples(FIELD, st.sampled_from(["=", "==", ""]), VALUE), max_size=12))
def test_a_form_is_read_as_the_standard_library_reads_it(pairs: list[tuple[str, str, str]]) -> None:
    text = "&".join("".join(pair) for pair in pairs)
    if text.count("&") >= 20:
        return
    expected = parse_qs(text, keep_blank_values=True)
    typed = read_form(FORM, text.encode())
    for name in ("code", "mobile", "tail"):
        assert getattr(typed, name) == expected.get(name, [""])[0]

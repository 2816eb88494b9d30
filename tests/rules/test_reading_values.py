import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules import reading_values as values
from heyan.rules.reading_place import Check, Place


def code(check: Check, value: object) -> str | None:
    place = Place([])
    assert check(place, value) is (not place.sheet)
    assert len(place.sheet) <= 1
    return place.sheet[0].code if place.sheet else None


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}])
def test_a_text_is_a_text(value: object) -> None:
    assert code(values.text(9), value) == "not_a_text"


@pytest.mark.parametrize("value", ["", " ", "\u3000", "\u200b"])
def test_a_text_of_nothing_but_spaces_is_empty(value: str) -> None:
    assert code(values.text(9), value) == "empty"
    assert code(values.text(9, blank=True), value) is None


@pytest.mark.parametrize("value", ["a\nb", "a\x00", "\x7f", "\x85", "\u2028", "\u202e", "\ud800"])
def test_a_text_has_no_invisible_characters(value: str) -> None:
    assert code(values.text(9), value) == "bad_characters"


def test_rare_characters_of_names_are_taken() -> None:
    assert code(values.text(9), "𠀀\U000323af\ue000·") is None


def test_a_text_ends_at_its_limit() -> None:
    assert code(values.text(3), "一二三") is None
    assert code(values.text(3), "一二三四") == "too_long"


def test_remarks_may_have_lines_and_be_blank() -> None:
    assert code(values.lines(9), "a\r\n\tb") is None
    assert code(values.lines(9), "") is None
    assert code(values.lines(9), "a\x00b") == "bad_characters"
    assert code(values.lines(9), 1) == "not_a_text"


@pytest.mark.parametrize("value", [None, "4", 4.0, True, [4]])
def test_a_whole_number_is_a_whole_number(value: object) -> None:
    assert code(values.nature, value) == "not_a_number"


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        (values.nature, 4, None),
        (values.nature, 7, "unknown_nature"),
        (values.nature, 10**30, "unknown_nature"),
        (values.document_type, 1, None),
        (values.document_type, 26, "unknown_document_type"),
        (values.document_type, 8, "void_document_type"),
        (values.personal_document_type, 2, None),
        (values.personal_document_type, 1, "not_personal"),
        (values.personal_document_type, 8, "void_document_type"),
        (values.personal_document_type, 0, "unknown_document_type"),
        (values.method, 1, None),
        (values.method, 99, None),
        (values.method, 0, "bad_method"),
        (values.method, 100, "bad_method"),
    ],
)
def test_codes_are_those_of_the_lists(check: Check, value: int, expected: str | None) -> None:
    assert code(check, value) == expected


@pytest.mark.parametrize(
    ("check", "value", "expected"),
    [
        (values.kind, "change", None),
        (values.kind, "Change", "unknown_kind"),
        (values.province, "120000", None),
        (values.province, "120100", "unknown_province"),
        (values.province, "１２００００", "unknown_province"),
        (values.province, "710000", "unknown_province"),
        (values.reference, "订单 ORD-1", None),
        (values.reference, " ORD-1", "bad_reference"),
        (values.reference, "ORD\u3000 1", "bad_reference"),
        (values.reference, "x" * 65, "too_long"),
        (values.mobile, "+86 138 0211 2345", None),
        (values.mobile, "022-23456789", "bad_mobile"),
        (values.mobile, "14012345678", "bad_mobile"),
        (values.email, "", None),
        (values.email, "li@haihe.example", None),
        (values.email, "li@HAIHE.example", None),
        (values.email, "li@海河.example", None),
        (values.email, "haihe.example", "bad_email"),
        (values.email, "li@@haihe.example", "bad_email"),
        (values.email, "li hai@haihe.example", "bad_email"),
        (values.email, "li@localhost", "bad_email"),
        (values.home_url, "www.haihe.example", None),
        (values.home_url, "https://WWW.haihe.example:8443/a?b#c", None),
        (values.home_url, "https://海河.example/", None),
        (values.home_url, "haihe", "bad_home_url"),
        (values.home_url, "ftp://haihe.example", "bad_home_url"),
        (values.home_url, "https://li@haihe.example/", "bad_home_url"),
        (values.home_url, "haihe.example/a b", "bad_home_url"),
        (values.home_url, "javascript:alert(1)", "bad_home_url"),
        (values.ip, "203.0.113.7", None),
        (values.ip, "2001:db8::1", None),
        (values.ip, "203.0.113.256", "bad_ip"),
        (values.ip, "203.0.113.0/24", "bad_ip"),
        (values.ip, "203.0.113.07", "bad_ip"),
        (values.ip, "fe80::1%eth0", "bad_ip"),
        (values.subject_number, "津ICP备2017000001号", None),
        (values.subject_number, "津ICP备2017000001号-1", "bad_subject_number"),
        (values.site_number, "津ICP备2017000001号-1", None),
        (values.site_number, "津ICP备2017000001号", "bad_site_number"),
    ],
)
def test_texts_have_the_form_of_what_they_are(
    check: Check, value: str, expected: str | None
) -> None:
    assert code(check, value) == expected


@pytest.mark.parametrize(
    "name", ["haihe.example", "a.b.c.example", "海河.example", "xn--ovw5p.example", "1-2.example"]
)
def test_domains_are_taken_as_they_are_written_or_encoded(name: str) -> None:
    assert code(values.domain, name) is None


@pytest.mark.parametrize("name", ["Haihe.example", "haihe.EXAMPLE", "Ä.example"])
def test_an_upper_case_domain_is_told_to_be_that(name: str) -> None:
    assert code(values.domain, name) == "domain_upper_case"


@pytest.mark.parametrize(
    "name",
    [
        "haihe",
        "haihe.example.",
        ".example",
        "a..example",
        "a_b.example",
        "-a.example",
        "a-.example",
        "a b.example",
        "海河。example",
        "ｈ.example",
        "xn--a.example",
        "203.0.113.7",
        "http://haihe.example",
        "*.haihe.example",
        "haihe.example:80",
        "a" * 64 + ".example",
        "\u0661.example",
    ],
)
def test_what_is_no_domain_is_refused(name: str) -> None:
    assert code(values.domain, name) == "bad_domain"


def test_a_domain_and_its_encoded_form_are_one() -> None:
    assert values.a_labels("海河.example") == values.a_labels("xn--ovw5p.example")


@given(st.text(max_size=200))
def test_no_text_makes_a_check_stumble(text: str) -> None:
    for check in (
        values.reference,
        values.kind,
        values.province,
        values.mobile,
        values.email,
        values.domain,
        values.home_url,
        values.ip,
        values.subject_number,
        values.site_number,
        values.lines(100),
    ):
        code(check, text)


@given(st.from_regex(r"\A[a-zà-ÿ海河.\-@:/]{1,40}\Z"))
def test_no_near_miss_makes_a_check_stumble(text: str) -> None:
    for check in (values.domain, values.home_url, values.email):
        code(check, text)


@given(st.from_regex(r"[a-z0-9-]{1,5}(\.[a-z0-9-]{1,5}){1,2}", fullmatch=True))
def test_a_plain_domain_is_read_as_the_tables_of_unicode_would_have_it(name: str) -> None:
    try:
        known = idna.encode(name, strict=True, std3_rules=True).decode()
    except UnicodeError:
        known = None
    if known is not None and known.rpartition(".")[2].isdigit():
        known = None
    assert values.a_labels(name) == known


def test_the_longest_domain_and_labels_are_as_the_dns_has_them() -> None:
    label = "a" * 63
    assert values.a_labels(f"{label}.{label}.{label}.{'a' * 61}") is not None
    assert values.a_labels(f"{label}.{label}.{label}.{'a' * 62}") is None
    assert values.a_labels(f"{label}a.example") is None

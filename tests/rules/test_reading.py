import json
import sys
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.faults import Fault
from heyan.rules.filing import Filing, FilingKind
from heyan.rules.reading import LONGEST_TEXT, read_filing, read_line
from tests.fakes.any_filing import any_filing
from tests.fakes.filings import card, document_of, filing_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
KEYS = st.sampled_from(
    [
        "reference", "kind", "province", "subject", "sites", "number", "name", "nature",
        "document", "type", "address", "principal", "mobiles", "domains", "home_url", "access",
        "method", "location", "ips", "remarks", "emergency_phone", "email",
    ]
)  # fmt: skip
NEARLY = st.recursive(
    st.sampled_from([None, 2, 4, True, 1.5, "", "120000", "13802112345", "津ICP备2017000001号-1"])
    | st.sampled_from([kind.value for kind in FilingKind]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=40,
)


def faults(read: Filing | tuple[Fault, ...]) -> list[tuple[str, str]]:
    assert isinstance(read, tuple)
    return [(found.pointer, found.code) for found in read]


@pytest.mark.parametrize("kind", FilingKind)
def test_a_filing_of_each_kind_is_read(kind: FilingKind) -> None:
    assert read_filing(document_of(kind)) == filing_of(kind)
    assert read_line(json.dumps(document_of(kind))) == filing_of(kind)


def test_all_faults_are_told_at_once() -> None:
    document = document_of(FilingKind.CHANGE)
    document["reference"] = ""
    document["subject"]["principal"]["mobiles"][1] = "022-23456789"
    document["sites"][0]["number"] = "津ICP备2017000002号-1"
    document["sites"][0]["domains"] = ["a.example", "a.example"]
    assert faults(read_filing(document)) == [
        ("/reference", "empty"),
        ("/subject/principal/mobiles/1", "bad_mobile"),
        ("/sites/0/number", "other_subjects_site"),
        ("/sites/0/domains/1", "repeated_domain"),
    ]


def test_nobody_is_born_after_today() -> None:
    document = document_of()
    document["subject"]["principal"]["document"]["number"] = card(birth="20180904")
    pointer = "/subject/principal/document/number"
    assert isinstance(read_filing(document), Filing)
    assert faults(read_filing(document, date(2018, 9, 3))) == [(pointer, "card_birth_date")]
    assert faults(read_line(json.dumps(document), date(2018, 9, 3))) == [
        (pointer, "card_birth_date")
    ]


@given(JSON | NEARLY)
def test_no_json_makes_the_reader_stumble(document: object) -> None:
    read = read_filing(document)
    assert isinstance(read, Filing) or (read and all(isinstance(f, Fault) for f in read))


@given(any_filing(), st.data())
def test_a_filing_with_one_spoilt_part_is_read_or_told(filing: Filing, data: st.DataObject) -> None:
    document: Any = json.loads(json.dumps(document_of(filing.kind)))
    node = document
    for _ in range(data.draw(st.integers(1, 5))):
        if not isinstance(node, dict | list) or not node:
            break
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
        parent, node = node, node[key]
    parent[key] = data.draw(JSON)
    read = read_filing(document)
    assert isinstance(read, Filing) or read


@given(st.text() | st.binary())
def test_no_line_makes_the_reader_stumble(line: str | bytes) -> None:
    assert faults(read_line(line))


@given(st.text(min_size=1), st.text(min_size=7).filter(lambda text: not text.isascii()))
def test_a_sentence_never_repeats_what_was_typed(key: str, typed: str) -> None:
    document = document_of()
    document["subject"]["principal"]["document"]["number"] = typed
    document["subject"]["principal"]["mobiles"] = [typed]
    document["sites"][0]["domains"] = [typed]
    document[key] = typed
    read = read_filing(document)
    assert isinstance(read, tuple)
    assert not any(typed in found.zh or typed in found.en for found in read)


@pytest.mark.parametrize("line", ["null", "1", '"a"', "[]", "[{}]", "true", "1e999"])
def test_a_line_that_is_no_object_is_told(line: str) -> None:
    assert faults(read_line(line)) == [("", "not_an_object")]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("", 1),
        ("{", 2),
        ('{"a": x}', 7),
        ('{"a" 1}', 6),
        ("\ufeff{", 2),
        ('{"a": NaN}', 7),
        ('{"NaN": "Infinity", "a": -Infinity}', 26),
        ('{"a": ' + "9" * 5000 + "}", 7),
        ("[" * 200_000, 101),
        ('{"[[": ' * 50_000, 101 * 7 - 6),
        (b'{"a": "\xff"}', 8),
    ],
)
def test_what_is_no_json_is_told_with_its_position(line: str | bytes, where: int) -> None:
    read = read_line(line)
    assert faults(read) == [("", "bad_json")]
    assert isinstance(read, tuple)
    assert f"第 {where} 个字符" in read[0].zh


def test_a_number_that_a_stricter_parser_refuses_is_told_too() -> None:
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(1000)
    try:
        assert faults(read_line("1" * 2000)) == [("", "bad_json")]
    finally:
        sys.set_int_max_str_digits(usual)


def test_a_line_beyond_measure_is_not_even_parsed() -> None:
    assert faults(read_line(" " * (LONGEST_TEXT + 1))) == [("", "too_long")]


def test_a_field_that_appears_twice_is_told_where_it_is() -> None:
    line = json.dumps(document_of()).replace('"reference":', '"reference": "first", "reference":')
    assert faults(read_line(line)) == [("/reference", "repeated_field")]
    line = json.dumps(document_of()).replace('"method":', '"method": 2, "method":')
    assert faults(read_line(line)) == [("/sites/0/access/method", "repeated_field")]


def test_many_fields_that_appear_twice_are_told_soon() -> None:
    line = "{" + ",".join(f'"{n % 40_000}":0' for n in range(80_000)) + "}"
    assert len(faults(read_line(line))) == 100


def test_the_byte_order_mark_of_some_editors_is_passed_over() -> None:
    assert isinstance(read_line("\ufeff" + json.dumps(document_of())), Filing)
    assert isinstance(read_line(json.dumps(document_of()).encode("utf-8-sig")), Filing)

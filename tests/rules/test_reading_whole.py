from copy import deepcopy
from typing import Any

import pytest

from heyan.rules.filing import FilingKind
from heyan.rules.reading_place import Place
from heyan.rules.reading_whole import check_whole
from tests.fakes.filings import document_of

NUMBERED = [
    FilingKind.NEW_ACCESS,
    FilingKind.CHANGE,
    FilingKind.CANCEL_SITE,
    FilingKind.CANCEL_ACCESS,
]
WHOLE = [FilingKind.NEW_FILING, FilingKind.NEW_SITE, FilingKind.CHANGE]


def faults(document: dict[str, Any], kind: FilingKind) -> list[tuple[str, str]]:
    place = Place([])
    check_whole(place, document, kind)
    return [(found.pointer, found.code) for found in place.sheet]


@pytest.mark.parametrize("kind", NUMBERED)
def test_a_site_of_another_subject_is_told(kind: FilingKind) -> None:
    document = document_of(kind)
    document["sites"][0]["number"] = "津ICP备2017000002号-1"
    assert faults(document, kind) == [("/sites/0/number", "other_subjects_site")]


@pytest.mark.parametrize("kind", [kind for kind in FilingKind if kind is not FilingKind.NEW_FILING])
def test_a_subject_of_another_province_is_told(kind: FilingKind) -> None:
    document = document_of(kind)
    document["province"] = "620000"
    assert faults(document, kind) == [("/province", "wrong_province")]


@pytest.mark.parametrize("province", ["120100", None, 620000])
def test_a_province_that_is_none_is_not_compared(province: object) -> None:
    document = document_of(FilingKind.CANCEL_SUBJECT)
    document["province"] = province
    assert faults(document, FilingKind.CANCEL_SUBJECT) == []


@pytest.mark.parametrize("kind", NUMBERED)
def test_the_same_site_twice_is_told_at_the_second(kind: FilingKind) -> None:
    document = document_of(kind)
    site = deepcopy(document["sites"][0])
    site.pop("domains", None)
    document["sites"].append(site)
    assert faults(document, kind) == [("/sites/1/number", "repeated_site")]


@pytest.mark.parametrize("kind", WHOLE)
def test_the_same_domain_twice_is_told_whatever_it_is_written_as(kind: FilingKind) -> None:
    document = document_of(kind)
    document["sites"][0]["domains"] = ["海河.example", "a.example", "xn--ovw5p.example"]
    document["sites"].append({"domains": ["b.example", "a.example"]})
    assert faults(document, kind) == [
        ("/sites/0/domains/2", "repeated_domain"),
        ("/sites/1/domains/1", "repeated_domain"),
    ]


@pytest.mark.parametrize("kind", FilingKind)
@pytest.mark.parametrize(
    "spoilt",
    [
        {"subject": None, "sites": None},
        {"subject": {"number": 1}, "sites": {}},
        {"subject": {"number": "津"}, "sites": [None, {}, {"number": 1, "domains": 1}]},
        {"sites": [{"number": "津-1", "domains": [None, "", "a" * 200, "A b"]}]},
        {"sites": [{"number": "津ICP备2017000001号-1", "domains": ["a.example"] * 300}]},
        {"sites": [{"domains": ["a.example"]}] * 101},
    ],
)
def test_parts_of_another_shape_are_left_to_the_check_of_parts(
    kind: FilingKind, spoilt: dict[str, Any]
) -> None:
    assert faults(spoilt, kind) == []

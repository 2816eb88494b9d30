from collections.abc import Callable
from typing import Any

import pytest

from heyan.rules.filing import FilingKind
from heyan.rules.reading_parts import check_parts
from heyan.rules.reading_place import Place
from tests.fakes.filings import card, document_of

Document = dict[str, Any]


def faults(document: object, kind: FilingKind | None) -> set[tuple[str, str]]:
    place = Place([])
    check_parts(place, document, kind)
    return {(found.pointer, found.code) for found in place.sheet}


def spoilt(kind: FilingKind, spoil: Callable[[Document], object]) -> set[tuple[str, str]]:
    document = document_of(kind)
    spoil(document)
    return faults(document, kind)


@pytest.mark.parametrize("kind", FilingKind)
def test_a_filing_of_each_kind_is_whole(kind: FilingKind) -> None:
    assert faults(document_of(kind), kind) == set()


@pytest.mark.parametrize("kind", FilingKind)
def test_every_kind_needs_its_head_and_subject(kind: FilingKind) -> None:
    missing = {pointer for pointer, code in faults({}, kind) if code == "missing"}
    assert missing >= {"/reference", "/kind", "/province", "/subject"}
    assert ("/sites" in missing) is (kind is not FilingKind.CANCEL_SUBJECT)


@pytest.mark.parametrize(
    "kind", [FilingKind.NEW_SITE, FilingKind.NEW_ACCESS, FilingKind.CANCEL_SUBJECT]
)
def test_a_kind_that_names_its_subject_carries_its_number_only(kind: FilingKind) -> None:
    subject = document_of(FilingKind.CHANGE)["subject"]
    found = spoilt(kind, lambda document: document.update(subject=subject))
    assert found == {(f"/subject/{name}", "must_be_absent") for name in subject if name != "number"}


def test_a_new_filing_has_no_numbers_yet() -> None:
    def spoil(document: Document) -> None:
        document["subject"]["number"] = "津ICP备2017000001号"
        document["sites"][0]["number"] = "津ICP备2017000001号-1"

    assert spoilt(FilingKind.NEW_FILING, spoil) == {
        ("/subject/number", "must_be_absent"),
        ("/sites/0/number", "must_be_absent"),
    }


def test_numbers_may_be_left_out_where_there_are_none() -> None:
    def spoil(document: Document) -> None:
        del document["subject"]["number"], document["sites"][0]["number"]

    assert spoilt(FilingKind.NEW_FILING, spoil) == set()


def test_a_change_is_whole_and_names_what_it_changes() -> None:
    def spoil(document: Document) -> None:
        document["subject"]["number"] = None
        del document["sites"][0]["number"], document["sites"][0]["domains"]

    assert spoilt(FilingKind.CHANGE, spoil) == {
        ("/subject/number", "missing"),
        ("/sites/0/number", "missing"),
        ("/sites/0/domains", "missing"),
    }


@pytest.mark.parametrize("kind", [FilingKind.CANCEL_SITE, FilingKind.CANCEL_ACCESS])
def test_a_cancelled_site_is_named_and_nothing_else(kind: FilingKind) -> None:
    site = document_of(FilingKind.CHANGE)["sites"][0]
    found = spoilt(kind, lambda document: document.update(sites=[site]))
    assert found == {(f"/sites/0/{name}", "must_be_absent") for name in site if name != "number"}


def test_a_cancelled_subject_has_no_sites_in_its_filing() -> None:
    sites = document_of(FilingKind.CANCEL_SITE)["sites"]
    found = spoilt(FilingKind.CANCEL_SUBJECT, lambda document: document.update(sites=sites))
    assert found == {("/sites", "must_be_absent")}


def test_a_new_access_may_state_numbers_and_no_more_of_the_principal() -> None:
    def state(document: Document) -> None:
        document["sites"][0]["principal"] = {"mobiles": ["17012345678"]}

    def state_more(document: Document) -> None:
        document["sites"][0]["principal"] = {"mobiles": ["17012345678"], "name": "韩梅"}
        document["sites"][0]["remarks"] = ""

    assert spoilt(FilingKind.NEW_ACCESS, state) == set()
    assert spoilt(FilingKind.NEW_ACCESS, state_more) == {
        ("/sites/0/principal/name", "must_be_absent"),
        ("/sites/0/remarks", "must_be_absent"),
    }


def test_a_new_access_states_its_access() -> None:
    found = spoilt(FilingKind.NEW_ACCESS, lambda document: document["sites"][0].pop("access"))
    assert found == {("/sites/0/access", "missing")}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (card()[:17], "card_form"),
        (card(birth="19880230"), "card_birth_date"),
        (card()[:17] + ("0" if card()[17] != "0" else "1"), "card_check_digit"),
    ],
)
def test_a_principals_resident_card_is_checked(number: str, code: str) -> None:
    def spoil(document: Document) -> None:
        document["subject"]["principal"]["document"]["number"] = number

    pointer = "/subject/principal/document/number"
    assert spoilt(FilingKind.NEW_FILING, spoil) == {(pointer, code)}


def test_a_person_who_files_shows_a_resident_card_that_is_checked_too() -> None:
    def spoil(document: Document) -> None:
        document["subject"]["document"] = {"type": 2, "number": "1"}

    assert spoilt(FilingKind.NEW_FILING, spoil) == {("/subject/document/number", "card_form")}


def test_a_principal_needs_a_personal_document_and_a_subject_does_not() -> None:
    def spoil(document: Document) -> None:
        document["sites"][0]["principal"]["document"] = {"type": 1, "number": "X"}

    pointer = "/sites/0/principal/document/type"
    assert spoilt(FilingKind.NEW_FILING, spoil) == {(pointer, "not_personal")}


def test_a_misspelt_field_is_told_and_so_is_what_is_missing_for_it() -> None:
    def spoil(document: Document) -> None:
        principal = document["subject"]["principal"]
        principal["mobile"] = principal.pop("mobiles")
        document["referrence"] = "ORD-1"

    assert spoilt(FilingKind.NEW_FILING, spoil) == {
        ("/referrence", "unknown_field"),
        ("/subject/principal/mobile", "unknown_field"),
        ("/subject/principal/mobiles", "missing"),
    }


def test_without_a_kind_what_is_there_is_checked_and_nothing_is_missed() -> None:
    document = document_of(FilingKind.NEW_ACCESS)
    document["kind"] = "new_acess"
    document["province"] = "12"
    document["sites"][0]["principal"] = {"mobiles": ["1"]}
    assert faults(document, None) == {
        ("/kind", "unknown_kind"),
        ("/province", "unknown_province"),
        ("/sites/0/principal/mobiles/0", "bad_mobile"),
    }


def test_without_a_kind_a_null_number_is_no_fault() -> None:
    document = document_of(FilingKind.NEW_FILING)
    del document["kind"]
    assert faults(document, None) == {("/kind", "missing")}

"""Refusals, faults and mishaps as problem documents."""

import logging
import re
from collections.abc import Iterator

import msgspec
import pytest

from heyan.rules.faults import Fault
from heyan.rules.refusals import BadKey, Faulty, NoSuchFiling, ReferenceInUse, Refusal
from heyan.web import problems

CHINESE = re.compile(r"[一-鿿]")


def every_refusal(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from every_refusal(child)


def code_of(kind: type[Refusal]) -> str:
    return kind.__new__(kind).code


def test_every_refusal_has_its_sentences() -> None:
    assert {code_of(kind) for kind in every_refusal()} <= problems.REFUSED.keys()


def test_every_sentence_has_its_refusal() -> None:
    assert problems.REFUSED.keys() <= {code_of(kind) for kind in every_refusal()}


@pytest.mark.parametrize("code", sorted(problems.MEANINGS))
def test_a_meaning_speaks_chinese_and_english(code: str) -> None:
    meaning = problems.MEANINGS[code]
    assert CHINESE.search(meaning.zh)
    assert not CHINESE.search(meaning.en)
    assert meaning.en.endswith(".")
    assert 400 <= meaning.status <= 599


def test_a_refusal_becomes_a_document() -> None:
    told = msgspec.json.decode(problems.encode(problems.refused(NoSuchFiling())))
    assert told == {
        "type": "urn:heyan:problem:no_such_filing",
        "code": "no_such_filing",
        "title": "没有这个备案申请",
        "title_en": "There is no such filing.",
        "status": 404,
    }


def test_faults_are_all_told_with_their_places() -> None:
    faults = [
        Fault("/sites/0/name", "missing", "缺", "Missing."),
        Fault("", "empty", "空", "Empty."),
    ]
    told = msgspec.json.decode(problems.encode(problems.refused(Faulty(faults))))
    assert told["status"] == 422
    assert told["errors"] == [
        {"pointer": "/sites/0/name", "code": "missing", "title": "缺", "title_en": "Missing."},
        {"pointer": "", "code": "empty", "title": "空", "title_en": "Empty."},
    ]


def test_a_reference_in_use_is_told_with_its_place() -> None:
    document = problems.refused(ReferenceInUse())
    assert document.status == 409
    assert document.errors
    assert [error.pointer for error in document.errors] == ["/reference"]


def test_a_missing_key_says_which_scheme_is_meant() -> None:
    assert problems.headers_of(problems.refused(BadKey()))["WWW-Authenticate"].startswith("Bearer")


def test_a_house_that_is_not_ready_says_when_to_come_again() -> None:
    assert int(problems.headers_of(problems.problem("unavailable"))["Retry-After"]) > 0


def test_an_incident_is_logged_with_its_way_but_without_a_librarys_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fault = _caught("13802112345")
    with caplog.at_level(logging.ERROR):
        problems.log_incident("abc", fault)
    [record] = caplog.records
    told = record.getMessage()
    assert told.startswith("Incident abc: builtins.ValueError\n")
    assert "in _caught" in told
    assert "builtins.KeyError" in told
    assert "13802112345" not in told


def test_an_incident_keeps_the_words_of_our_own_faults(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        problems.log_incident("abc", problems.Mishap("too_large"))
    assert "Mishap: too_large" in caplog.text


def _caught(number: str) -> Exception:
    try:
        try:
            raise KeyError(number)  # noqa: TRY301  # a chain is what is tested
        except KeyError:
            raise ValueError(number)  # noqa: B904  # the chain without a cause is what is tested
    except ValueError as fault:
        return fault

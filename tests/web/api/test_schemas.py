"""The filing as the contract describes it is the filing that the reader takes, no more, no less."""

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from heyan.rules.filing import FilingKind
from heyan.rules.reading import read_filing
from heyan.rules.writing import plain
from heyan.web.api.schemas import Filing, example_filing
from tests.fakes.filings import filing_of

SCHEMA = Draft202012Validator(msgspec.json.schema(Filing))
SHAPE = {"missing", "unknown_field", "must_be_absent", "unknown_kind"}
Step = str | int


def documented(document: Any) -> bool:
    return bool(SCHEMA.is_valid(document))


def taken(document: Any) -> bool:
    """Whether the reader finds nothing missing and nothing that does not belong."""
    read = read_filing(document)
    return not isinstance(read, tuple) or not {fault.code for fault in read} & SHAPE


def objects(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Give the path of every object in a document."""
    if isinstance(value, dict):
        yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        if isinstance(inner, (dict, list)):
            yield from objects(inner, (*path, step))


def at(document: Any, path: tuple[Step, ...]) -> dict[str, Any]:
    for step in path:
        document = document[step]
    return document  # type: ignore[no-any-return]  # the path leads to an object


def everything(value: Any, found: dict[str, Any] | None = None) -> dict[str, Any]:
    """Collect every field that any kind of filing has, with a value that fits it."""
    found = {} if found is None else found
    for path in objects(value):
        for name, content in at(value, path).items():
            if content is not None:
                found.setdefault(name, content)
    return found


KNOWN: dict[str, Any] = {}
for kind in FilingKind:
    everything(plain(filing_of(kind)), KNOWN)
KNOWN["nick_name"] = "海"


def changed(document: Any) -> Iterator[Any]:
    """Take one field away, or add one, anywhere."""
    for path in objects(document):
        for name in {*KNOWN, *at(document, path)} - {"kind"}:
            other = copy.deepcopy(document)
            if at(other, path).pop(name, None) is None:
                at(other, path)[name] = KNOWN[name]
            yield other


def test_the_example_is_a_filing() -> None:
    assert documented(example_filing())
    assert not isinstance(read_filing(example_filing()), tuple)


@pytest.mark.parametrize("kind", FilingKind)
def test_each_kind_is_described(kind: FilingKind) -> None:
    assert documented(plain(filing_of(kind)))


@pytest.mark.parametrize("kind", FilingKind)
def test_the_description_has_the_fields_that_the_reader_knows(kind: FilingKind) -> None:
    for other in changed(plain(filing_of(kind))):
        assert documented(other) == taken(other), other

"""The example filings (`examples/`), and the invented people who answer for them."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heyan.rules.documents import tail
from heyan.rules.phone import Carrier, Mobile, mask, read_mobile

PROVIDERS: Mapping[str, str] = {"HH": "海河云", "HX": "河西云"}  # by the references' prefix

_FILES = ("filings.jsonl", "register.jsonl", "ported.csv")


class NoExamples(Exception):
    """The examples are not where they were looked for."""


@dataclass(frozen=True)
class Person:
    """Somebody who answers for a subject or site."""

    name: str
    mobile: Mobile
    tail: str


@dataclass(frozen=True)
class Example:
    """One filing, with whoever may have to prove a number for it."""

    document: dict[str, Any] = field(repr=False)
    people: Mapping[str, Person] = field(repr=False)  # by the number, masked
    names: tuple[str, ...]  # of its sites and subject, as messages mention them

    @property
    def reference(self) -> str:
        return str(self.document["reference"])

    @property
    def provider(self) -> str:
        return PROVIDERS[self.reference.partition("-")[0]]

    @property
    def kind(self) -> str:
        return str(self.document["kind"])

    @property
    def province(self) -> int:
        return int(self.document["province"])


@dataclass(frozen=True)
class Examples:
    """All that the demo begins with."""

    filings: Sequence[Example]
    register: Sequence[dict[str, Any]] = field(repr=False)
    ported: Mapping[Mobile, Carrier] = field(repr=False)


def find_examples(named: Path | None) -> Path:
    """Return the folder with the examples: the one named, here, or beside the sources."""
    places = [named] if named else [Path("examples"), Path(__file__).parents[3] / "examples"]
    for place in places:
        if all((place / name).is_file() for name in _FILES):
            return place
    raise NoExamples(f"There are no examples in {places[-1]}; name their folder by --examples.")


def read_examples(folder: Path) -> Examples:
    """Read filings, register and ported numbers."""
    register = list(_lines(folder / "register.jsonl"))
    entries = {line["number"]: line for line in register}
    return Examples(
        [_example(document, entries) for document in _lines(folder / "filings.jsonl")],
        register,
        dict(_ported(folder / "ported.csv")),
    )


def _example(document: dict[str, Any], entries: Mapping[str, dict[str, Any]]) -> Example:
    subject = document["subject"]
    entry = entries.get(subject.get("number") or "", {"data": {}, "sites": []})
    parts = [entry["data"], *(site["data"] for site in entry["sites"])]
    parts += [subject, *document.get("sites", [])]
    people = [person for part in parts for person in _people(part)]
    names = tuple(part["name"] for part in parts if "name" in part)
    return Example(document, {mask(person.mobile): person for person in people}, names)


def _people(part: Mapping[str, Any]) -> Iterator[Person]:
    principal = part.get("principal", {})
    if "document" not in principal:
        return
    mobile = read_mobile(principal["mobiles"][0])
    if mobile is not None:
        yield Person(principal["name"], mobile, tail(principal["document"]["number"]))


def _ported(file: Path) -> Iterator[tuple[Mobile, Carrier]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            mobile = read_mobile(row["mobile"])
            if mobile is not None:
                yield mobile, Carrier(row["carrier"])


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)

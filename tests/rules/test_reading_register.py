import json
from copy import deepcopy
from typing import Any

import pytest

from heyan.rules.reading_register import RegisterLine, plain_line, read_register_line
from tests.fakes.filings import ACCESS, OURS, SITE_NUMBER, SUBJECT, SUBJECT_NUMBER, registered

NAMES = {OURS: "海河云"}
KNOWN = frozenset(NAMES.values())


def line(**changes: object) -> dict[str, Any]:
    return json.loads(json.dumps(plain_line(registered(), NAMES))) | changes  # type: ignore[no-any-return] # it is ours


def faults(document: object) -> list[tuple[str, str]]:
    read = read_register_line(document, KNOWN)
    assert not isinstance(read, RegisterLine)
    return [(fault.pointer, fault.code) for fault in read]


def spoiled(*path: str | int, value: object) -> dict[str, Any]:
    """Return a good line with one place of it spoiled."""
    document = deepcopy(line())
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return document


@pytest.mark.rule("R28")
def test_a_line_is_read_as_it_is_written() -> None:
    read = read_register_line(line(), KNOWN)
    assert isinstance(read, RegisterLine)
    assert (read.number, read.province, read.subject) == (SUBJECT_NUMBER, 120000, SUBJECT)
    (site,) = read.sites
    assert (site.number, site.accesses) == (SITE_NUMBER, {"海河云": ACCESS})
    assert site.site == registered().sites[0].site


def test_a_subject_without_sites_and_a_shell_site_can_be_read() -> None:
    assert isinstance(read_register_line(line(sites=[]), KNOWN), RegisterLine)
    shell = plain_line(registered(carried=False), NAMES)
    assert isinstance(read_register_line(shell, KNOWN), RegisterLine)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("no object", [("", "not_an_object")]),
        ({}, [(f"/{name}", "missing") for name in ("type", "number", "data", "sites")]),
        (line(type="site"), [("/type", "unknown_field")]),
        (line(more=1), [("/more", "unknown_field")]),
        (line(number="x"), [("/number", "bad_subject_number")]),
        (line(sites={}), [("/sites", "not_a_list")]),
        (line(sites=[0] * 10_001), [("/sites", "too_many")]),
        (line(number="津ICP备2017000002号"), [("/sites/0/number", "other_subjects_site")]),
        (spoiled("data", "principal", "mobiles", value=["1"]),
         [("/data/principal/mobiles/0", "bad_mobile")]),
        (spoiled("sites", 0, "accesses", 0, "provider", value="nobody"),
         [("/sites/0/accesses/0/provider", "unknown_provider")]),
        (spoiled("sites", 0, "accesses", 0, "provider", value=[]),
         [("/sites/0/accesses/0/provider", "unknown_provider")]),
        (spoiled("sites", value=[*line()["sites"], *line()["sites"]]),
         [("/sites/1/number", "repeated_site")]),
    ],
    ids=lambda value: value[0][1] if isinstance(value, list) else "",
)  # fmt: skip
def test_every_fault_of_a_line_is_told(document: object, told: list[tuple[str, str]]) -> None:
    assert sorted(faults(document)) == sorted(told)


def test_all_faults_are_told_at_once() -> None:
    twice = spoiled("sites", 0, "accesses", 0, "provider", value="nobody")
    twice["data"]["name"] = ""
    assert faults(twice) == [
        ("/data/name", "empty"),
        ("/sites/0/accesses/0/provider", "unknown_provider"),
    ]

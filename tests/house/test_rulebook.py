"""Every rule is held by a test, every cited rule exists, and every place named is there."""

import re

import pytest

from tests.house.tree import DOCS, MODULES, SOURCE, TEST_MODULES, module_name

MARK = re.compile(r"mark\.rule\(([^)]*)\)")
CITED = re.compile(r"#[^\n]*?\b(R\d+)\b|\((R\d+)(?:,[^)]*)?\)")
PLACE = re.compile(r"`((?:\w+/)+\w+\.py|\w+\.py)(?:: (\w+))?`")


@pytest.fixture(scope="module")
def rulebook() -> dict[str, str]:
    text = (DOCS / "rulebook.md").read_text("utf-8")
    return dict(re.findall(r"^\| (R\d+) (\|.*)$", text, re.MULTILINE))


def test_every_rule_has_a_test_and_every_test_a_rule(rulebook: dict[str, str]) -> None:
    tests = "".join(path.read_text("utf-8") for path in TEST_MODULES)
    held = {number for mark in MARK.findall(tests) for number in re.findall(r'"(R\d+)"', mark)}
    acting = {number for number, line in rulebook.items() if PLACE.search(line)}
    assert acting == held


def test_no_rule_is_cited_that_is_not_written(rulebook: dict[str, str]) -> None:
    for path in MODULES:
        cited = {first or second for first, second in CITED.findall(path.read_text("utf-8"))}
        assert cited - rulebook.keys() == set(), module_name(path)


def test_the_rulebook_names_places_that_are_there(rulebook: dict[str, str]) -> None:
    for number, line in rulebook.items():
        for place, name in PLACE.findall(line):
            path = SOURCE / place
            assert path.is_file(), f"{number}: {place}"
            assert name in path.read_text("utf-8"), f"{number}: {place}: {name}"

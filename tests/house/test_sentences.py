"""Every sentence of the source has its rule, the code where it acts, and a test marked with it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.house.tree import DOCS, ROOT, SOURCE, parse

# The page itself lies beside the repository where the house is built, and nowhere else.
PAGE = ROOT.parent / "shared/spec/seed.zh.md"
ROW = re.compile(r"^\| (.+?) \| (–|R\d+(?:, R\d+)*) \| (.+?) \| (.+?) \|$", re.MULTILINE)
PLACE = re.compile(r"`([\w/]+\.py): (\w+)`")
BETWEEN = " · "


@dataclass(frozen=True)
class Row:
    """One line of the table: what is said, by which rules, where it acts, what holds it."""

    said: str
    rules: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    tests: tuple[tuple[str, str], ...]


def rows() -> list[Row]:
    _, _, part = (DOCS / "rulebook.md").read_text("utf-8").partition("## Sentence by sentence")
    found = [match.groups() for match in ROW.finditer(part)]
    return [
        Row(said, tuple(re.findall(r"R\d+", rules)), tuple(PLACE.findall(where)),
            tuple(PLACE.findall(held)))
        for said, rules, where, held in found
    ]  # fmt: skip


ROWS = rows()
SAYING = [row for row in ROWS if row.rules]


def names_in(path: Path) -> set[str]:
    """Return what a module defines: functions, classes, methods, fields and constants."""
    found: set[str] = set()
    for node in ast.walk(parse(path)):
        match node:
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return found


@cache
def marked(path: Path) -> dict[str, set[str]]:
    """Return the tests of a module with the rules that each is marked with."""
    module = parse(path)
    of_all = {
        rule
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
        for rule in _rules(node.value)
    }
    return {
        node.name: of_all | {rule for each in node.decorator_list for rule in _rules(each)}
        for node in module.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def _rules(node: ast.expr) -> list[str]:
    text = ast.unparse(node)
    return re.findall(r"'(R\d+)'", text) if "mark.rule" in text else []


def sentences(page: str) -> Iterator[str]:
    """Cut a page of Markdown into sentences and cells, without pictures, links and marks."""
    for line in page.splitlines():
        words = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", line)
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
        words = re.sub(r"\{#.*?\}", "", words).replace("**", "")
        if re.fullmatch(r"[|:\- ]*", words):
            continue
        words = re.sub(r"^\s*(#+|-|\d+\.)\s+", "", words)
        for cell in words.split("|"):
            for part in re.split(r"(?<=。)", re.sub(r"^\s*-\s+", "", cell)):
                if part.strip():
                    yield part.strip()


def test_the_table_is_there_and_whole() -> None:
    _, _, part = (DOCS / "rulebook.md").read_text("utf-8").partition("## Sentence by sentence")
    assert len(ROWS) == len(re.findall(r"^\| ", part, re.MULTILINE)) - 1, "a row that is not read"
    assert len(SAYING) > 30


@pytest.mark.parametrize("row", SAYING, ids=lambda row: row.said[:20])
def test_a_sentence_names_code_that_is_there(row: Row) -> None:
    assert row.places
    for module, name in row.places:
        assert name in names_in(SOURCE / module), f"{module}: {name}"


@pytest.mark.parametrize("row", SAYING, ids=lambda row: row.said[:20])
def test_a_sentence_is_held_by_tests_that_are_marked_with_its_rules(row: Row) -> None:
    held = [marked(ROOT / module).get(name) for module, name in row.tests]
    assert held
    assert None not in held, row.tests
    assert set(row.rules) <= set().union(*(rules for rules in held if rules))
    for (_, name), rules in zip(row.tests, held, strict=True):
        assert set(row.rules) & (rules or set()), name


def test_a_rule_without_code_or_test_is_a_heading() -> None:
    assert [row.said for row in ROWS if not row.rules and (row.places or row.tests)] == []


def test_every_sentence_of_the_page_stands_here_as_often_as_there() -> None:
    """Where the page is at hand; elsewhere the table stands for it."""
    here = Counter(part for row in ROWS for part in row.said.split(BETWEEN))
    page = PAGE.read_text("utf-8") if PAGE.is_file() else "\n\n".join(here.elements())
    assert here == Counter(sentences(page))

"""Files keep the house rules that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import MODULES, SOURCE, TEST_MODULES, name_of, parse, texts

LONGEST = 300
NO_ROOM = {
    *("utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "handler"),
    *("service", "processor", "impl"),
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|NotImplemented)\b")
HAN = re.compile(r"[\u3400-\u9fff]")

# Where Chinese stands in the code itself, because it is what the code is about.
SPEAKS_CHINESE = {
    "rules/documents.py": "what ID documents and natures are called",
    "rules/editions.py": "the signature of messages",
    "rules/explaining.py": "why a number is asked for, in words for people",
    "rules/faults.py": "a filing's faults, in words for people",
    "rules/provinces.py": "what provinces are called",
    "rules/register.py": "the form of a filing's number",
    "rules/wording.py": "the text of messages",
    "web/problems.py": "problems, in words for people",
    "web/api/contract.py": "the title of the contract",
    "web/api/page.py": "the title of the contract's page",
    "web/api/schemas.py": "the contract's glosses of official terms",
    "bench/": "filings and texts to measure with",
    "cli/": "glosses of official terms beside the commands",
    "sandbox/": "pretend people read and send Chinese",
}


@pytest.mark.parametrize("path", [*MODULES, *TEST_MODULES], ids=name_of)
def test_a_file_is_short(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_which_thing_it_is_in_one_sentence(path: Path) -> None:
    docstring = ast.get_docstring(parse(path)) or ""
    first, _, _ = docstring.partition("\n")
    assert first.endswith((".", "?", "…")), first


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_named_for_having_found_no_room(path: Path) -> None:
    classes = [node.name for node in ast.walk(parse(path)) if isinstance(node, ast.ClassDef)]
    names = [*path.relative_to(SOURCE).with_suffix("").parts, *classes]
    words = {word.lower() for name in names for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
    assert words & NO_ROOM == set()


@pytest.mark.parametrize("path", [*MODULES, *TEST_MODULES], ids=name_of)
def test_nothing_is_left_for_later(path: Path) -> None:
    if path != Path(__file__):
        assert UNFINISHED.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_chinese_for_people_stands_where_it_belongs(path: Path) -> None:
    module = str(path.relative_to(SOURCE))
    if not any(module.startswith(place) for place in SPEAKS_CHINESE):
        assert [text for text in texts(parse(path)) if HAN.search(text)] == []

"""The documents name what is there, and what is generated in them is today's."""

import re
from pathlib import Path

import pytest

from heyan.cli.commands import heyan
from heyan.rules.events import Event
from heyan.settings.describing import list_defaults
from tests.house.generated import PARTS, every_command, rewrite
from tests.house.tree import DOCS, ROOT, name_of

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)")
ANCHOR_LINE = re.compile(r"#L(\d+)")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in LINK.findall(path.read_text("utf-8")):
        goal = path.parent / target
        assert goal.exists(), target
        line = ANCHOR_LINE.match(anchor)
        assert line is None or int(line[1]) <= len(goal.read_text("utf-8").splitlines()), target


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part[1])
def test_generated_parts_are_todays(part: tuple[Path, str]) -> None:
    document, mark = part
    text = document.read_text("utf-8")
    assert text == rewrite(text, mark, PARTS[part]()), "run `make docs`"


def test_every_setting_is_documented() -> None:
    text = (DOCS / "operations.md").read_text("utf-8")
    assert [line.name for line in list_defaults() if f"`{line.name}`" not in text] == []


def test_every_command_is_documented_and_has_help_with_an_example() -> None:
    text = (DOCS / "operations.md").read_text("utf-8")
    assert heyan.name
    for name, says in every_command():
        assert f"`{name}`" in text
        assert says, name


def test_every_event_is_documented() -> None:
    text = (DOCS / "api.md").read_text("utf-8")
    kinds = {kind.type for kind in Event.__subclasses__()}
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in text] == []


def test_decisions_have_numbers_of_their_own_and_are_told_alike() -> None:
    records = sorted((DOCS / "decisions").glob("*.md"))
    assert len({int(path.name[:4]) for path in records}) == len(records)
    for path in records:
        text = path.read_text("utf-8")
        for part in ("Context", "Decision", "Consequences"):
            assert re.search(rf"^(## |\*\*){part}", text, re.MULTILINE), path.name


def test_the_readme_names_the_test_command_that_ci_runs() -> None:
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    assert (ROOT / ".ci/run").read_text().rstrip().endswith("make test")


def test_nothing_points_out_of_the_repository() -> None:
    outside = re.compile(r"(?<![\w.])/(?:root|work|farm|home/\w+)/")
    assert [name_of(path) for path in PAGES if outside.search(path.read_text("utf-8"))] == []

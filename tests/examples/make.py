"""Makes the files of `examples/`: `python -m tests.examples.make`. The same every time."""

import json
from collections.abc import Iterable
from pathlib import Path

from tests.examples.broken import (
    Breaker,
    Broken,
    break_against_the_register,
    break_lines,
    break_values,
    break_wholeness,
)
from tests.examples.new_ones import file_new_accesses, file_new_sites, file_new_subjects
from tests.examples.old_ones import file_cancellations, file_changes
from tests.examples.people import Json
from tests.examples.world import World

EXAMPLES = Path(__file__).parents[2] / "examples"
README = Path(__file__).with_name("README.template.md")


def files() -> dict[str, str]:
    """Return what belongs into each file of the examples."""
    world = World()
    for chapter in (
        file_new_subjects,
        file_new_sites,
        file_new_accesses,
        file_changes,
        file_cancellations,
    ):
        chapter(world)
    breaker = Breaker(world)
    for chapter_of_faults in (
        break_lines,
        break_values,
        break_wholeness,
        break_against_the_register,
    ):
        chapter_of_faults(breaker)
    return {
        "register.jsonl": _lines(world.register),
        "filings.jsonl": _lines(world.filings),
        "ported.csv": "".join(
            f"{m},{c}\n" for m, c in [("mobile", "carrier"), *world.ported.items()]
        ),
        "broken.jsonl": "".join(f"{broken.line}\n" for broken in breaker.broken),
        "broken.expected.json": _expected(breaker.broken),
        "README.md": README.read_text() + _table(world),
    }


def _lines(objects: Iterable[Json]) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def _expected(lines: Iterable[Broken]) -> str:
    expected = {
        str(number): {
            "against": broken.against,
            "faults": [{"pointer": pointer, "code": code} for pointer, code in broken.faults],
        }
        for number, broken in enumerate(lines, 1)
    }
    return json.dumps(expected, indent=1) + "\n"


def _table(world: World) -> str:
    rows = (
        f"| `{filing['reference']}` | `{filing['kind']}` | {filing['province']} "
        f"| {world.notes[filing['reference']]} |\n"
        for filing in world.filings
    )
    return "\n| Reference | Kind | Province | What it shows |\n|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    for name, content in files().items():
        (EXAMPLES / name).write_text(content, encoding="utf-8")

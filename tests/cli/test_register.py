"""`heyan register`: loaded, saved, and loaded again."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import EXAMPLES, Run

REGISTER = EXAMPLES / "register.jsonl"

pytestmark = pytest.mark.usefixtures("haihe", "hexi")


def by_number(text: str) -> dict[str, Any]:
    """Read a register; what is empty may be left out, and accesses have no order."""
    subjects = json.loads(f"[{','.join(text.splitlines())}]", object_hook=_without_empty)
    return {subject["number"]: subject for subject in subjects}


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in fields.items() if value != ""}
    if "accesses" in plain:  # in no order
        plain["accesses"].sort(key=lambda access: access["provider"])
    return plain


def test_what_was_loaded_is_what_is_saved(heyan: Run, tmp_path: Path) -> None:
    subjects = by_number(REGISTER.read_text("utf-8"))
    loaded = heyan("register", "import", REGISTER)
    assert (loaded.status, loaded.err) == (0, "")
    assert loaded.out == f"{len(subjects)} subjects loaded, 0 lines rejected.\n"
    saved = tmp_path / "saved.jsonl"
    assert heyan("register", "export", saved).status == 0
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert by_number(saved.read_text("utf-8")) == subjects
    again = heyan("register", "import", saved)
    assert again.out == loaded.out
    assert heyan("register", "export").out == saved.read_text("utf-8")


def test_a_line_that_is_wrong_is_told_and_stops_no_other(heyan: Run, tmp_path: Path) -> None:
    first, second, *_ = REGISTER.read_text("utf-8").splitlines()
    stranger = json.loads(second) | {"colour": "red"}
    file = tmp_path / "register.jsonl"
    file.write_text(f"{json.dumps(stranger)}\nnonsense\n\n{first}\n", "utf-8")
    ran = heyan("register", "import", file)
    assert ran.status == 1
    assert ran.out == "1 subjects loaded, 2 lines rejected.\n"
    assert "line 1: /colour: " in ran.err
    assert "line 2: /: " in ran.err

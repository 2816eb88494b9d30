"""What providers read about filings is what the reader does."""

import json
import re
from pathlib import Path

import pytest

from heyan.rules.documents import DOCUMENT_TYPES, NATURES
from heyan.rules.faults import READING, REGISTER
from heyan.rules.filing import Filing, FilingKind
from heyan.rules.reading import read_filing

DOC = (Path(__file__).parents[2] / "docs" / "filing.md").read_text(encoding="utf-8")
FAULTS = {**READING, **REGISTER}


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_is_documented_with_its_sentences(code: str) -> None:
    zh, en = FAULTS[code]
    assert f"| `{code}` | {zh} | {en} |" in DOC


def test_no_other_fault_is_documented() -> None:
    faults = DOC.partition("## Faults")[2].partition("## Files")[0]
    assert set(re.findall(r"^\| `(\w+)`", faults, re.MULTILINE)) == FAULTS.keys()


@pytest.mark.parametrize("kind", FilingKind)
def test_every_kind_is_documented(kind: FilingKind) -> None:
    assert f"| `{kind}` |" in DOC


def test_the_code_lists_are_documented() -> None:
    for line in [*NATURES.values(), *DOCUMENT_TYPES.values()]:
        assert f"{line.code} {line.name}" in DOC


def test_the_documented_filing_is_read() -> None:
    example = re.search(r"```json\n(.*?)```", DOC, re.DOTALL)
    assert example is not None
    assert isinstance(read_filing(json.loads(example[1])), Filing)

"""`heyan filings`: from a file into the house, and shown again."""

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from heyan.rules.writing import plain
from tests.cli.conftest import EXAMPLES, Run
from tests.fakes.filings import HAN, LI, new_filing

pytestmark = pytest.mark.usefixtures("haihe")


def lines(*documents: Any) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in documents)


def good(reference: str) -> dict[str, Any]:
    return plain(new_filing(reference=reference))


def submit(heyan: Run, file: Path, *more: str | Path) -> Any:
    return heyan("filings", "submit", file, "--provider", "海河云", "--json", *more)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Two good lines, and three that are not."""
    bad = good("ORD-3") | {"province": "120001", "colour": "red"}
    file = tmp_path / "mixed.jsonl"
    text = lines(good("ORD-1"), bad) + "\nnonsense\n" + lines(good("ORD-2"), {})
    file.write_text(text, "utf-8")
    return file


def test_good_lines_are_taken_and_bad_ones_told_with_their_numbers(heyan: Run, mixed: Path) -> None:
    ran = submit(heyan, mixed)
    assert ran.status == 1
    assert ran.json == {"taken": 2, "known": 0, "rejected": 3}
    assert "line 2: /province: " in ran.err
    assert "line 2: /colour: " in ran.err
    assert "line 4: /: " in ran.err
    assert "line 6: /kind: " in ran.err
    listed = heyan("filings", "list", "--json").lines
    assert [filing["reference"] for filing in listed] == ["ORD-1", "ORD-2"]


def test_the_same_file_twice_opens_nothing_twice(heyan: Run, mixed: Path) -> None:
    submit(heyan, mixed)
    again = submit(heyan, mixed)
    assert again.json == {"taken": 0, "known": 2, "rejected": 3}
    assert len(heyan("filings", "list", "--json").lines) == 2


def test_rejects_are_corrected_and_fed_again(heyan: Run, mixed: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    submit(heyan, mixed, "--rejects", rejects)
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    text = rejects.read_text("utf-8")
    assert "# line 2: /province: 没有这个省份代码" in text
    assert "There is no such province" in text
    corrected = text.replace('"120001"', '"120000"').replace(', "colour": "red"', "")
    rejects.write_text(corrected, "utf-8")
    still = tmp_path / "still.jsonl"
    ran = submit(heyan, rejects, "--rejects", still)
    assert ran.json == {"taken": 1, "known": 0, "rejected": 2}
    assert [line for line in still.read_text("utf-8").splitlines() if line[0] != "#"] == [
        "nonsense",
        "{}",
    ]


def test_a_file_of_good_lines_ends_well(heyan: Run, tmp_path: Path) -> None:
    file = tmp_path / "good.jsonl"
    file.write_text(lines(*(good(f"ORD-{n}") for n in range(150))), "utf-8")
    ran = heyan("filings", "submit", file, "--provider", "海河云")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "150 filings: 150 taken in, 0 known before, 0 rejected.\n"


def test_rejects_never_overwrite_what_they_come_from(heyan: Run, mixed: Path) -> None:
    before = mixed.read_bytes()
    ran = submit(heyan, mixed, "--rejects", mixed)
    assert ran.status == 2
    assert mixed.read_bytes() == before


def test_filings_of_a_provider_that_there_is_not_are_not_taken(heyan: Run, mixed: Path) -> None:
    ran = heyan("filings", "submit", mixed, "--provider", "nobody")
    assert (ran.status, ran.err) == (1, "heyan: There is no access provider of that name.\n")


@pytest.mark.usefixtures("hexi")
def test_every_broken_example_is_rejected_with_all_its_faults(heyan: Run, tmp_path: Path) -> None:
    heyan("register", "import", EXAMPLES / "register.jsonl")
    first = tmp_path / "first.jsonl"
    first.write_bytes((EXAMPLES / "filings.jsonl").read_bytes().partition(b"\n")[0])
    submit(heyan, first)
    told: set[tuple[str, str]] = set()
    for provider, others in (("海河云", b'"HX-'), ("河西云", b'"HH-')):
        # Each line where it was, so that it keeps its number; the other provider's left empty.
        broken = (EXAMPLES / "broken.jsonl").read_bytes().splitlines()
        own = tmp_path / f"{provider}.jsonl"
        own.write_bytes(b"".join((b"" if others in line else line) + b"\n" for line in broken))
        rejects = tmp_path / "rejects.jsonl"
        ran = heyan(
            "filings", "submit", own, "--provider", provider, "--rejects", rejects, "--json"
        )
        assert (ran.status, ran.json["taken"], ran.json["known"]) == (1, 0, 0)
        told |= set(re.findall(r"^# line (\d+): (\S*): ", rejects.read_text("utf-8"), re.MULTILINE))
    expected = json.loads((EXAMPLES / "broken.expected.json").read_text("utf-8"))
    assert told == {
        (number, fault["pointer"] or "/")
        for number, line in expected.items()
        for fault in line["faults"]
    }


def test_a_filing_is_shown_masked_with_its_history(heyan: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(lines(good("ORD-1")), "utf-8")
    submit(heyan, file)
    [listed] = heyan("filings", "list", "--state", "verifying", "--json").lines
    shown = heyan("filings", "show", listed["id"])
    assert shown.status == 0
    for word in (listed["id"], "ORD-1", "verifying", "138****2345", "170****5678",
                 "filing.accepted", "pilot-2017"):  # fmt: skip
        assert word in shown.out
    as_json = heyan("filings", "show", listed["id"], "--json")
    assert as_json.json["id"] == listed["id"]
    for secret in (LI.name, LI.mobile, HAN.mobile, LI.document.number):
        assert secret not in shown.out + as_json.out


def test_lists_are_columns_for_people(heyan: Run, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(lines(*(good(f"ORD-{n}") for n in range(3))), "utf-8")
    submit(heyan, file)
    ran = heyan("filings", "list", "--limit", "2")
    heads, *rows = ran.out.splitlines()
    assert heads.split() == [
        "ID",
        "PROVIDER",
        "REFERENCE",
        "KIND",
        "STATE",
        "SUBMITTED",
        "DEADLINE",
    ]
    assert [row.split()[1:4] for row in rows] == [
        ["海河云", "ORD-0", "new_filing"],
        ["海河云", "ORD-1", "new_filing"],
    ]
    assert "more than 2" in ran.err
    assert heyan("filings", "list", "--state", "approved", "--json").out == ""
    assert heyan("filings", "list", "--provider", "nobody").status == 1


@pytest.mark.parametrize("written", ["nonsense", "12-999999", "99-1"])
def test_a_filing_that_there_is_not_is_not_shown(heyan: Run, written: str) -> None:
    ran = heyan("filings", "show", written)
    assert (ran.status, ran.err) == (1, "heyan: There is no such filing.\n")


def test_an_ended_filing_is_erased_after_a_question_and_an_open_one_is_not(
    heyan: Run, tmp_path: Path
) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(lines(good("ORD-1")), "utf-8")
    submit(heyan, file)
    [listed] = heyan("filings", "list", "--json").lines
    refused = heyan("filings", "erase", listed["id"], "--yes")
    assert refused.status == 1
    assert "The filing has not ended" in refused.err
    assert heyan("filings", "erase", listed["id"]).status == 130, "nobody said yes"
    assert heyan("filings", "erase", "12-999999", "--yes").status == 1
    assert heyan("filings", "erase", "nonsense", "--yes").status == 1

"""`heyan challenges` and `heyan outage`."""

import json
from pathlib import Path

from heyan.casework.bureau.helpdesk import list_outages
from heyan.casework.desk import Desk
from heyan.rules.writing import canonical
from tests.cli.conftest import Run
from tests.fakes.filings import new_filing


async def test_an_outage_is_declared_in_beijing_time(heyan: Run, desk: Desk) -> None:
    ran = heyan(
        "outage", "declare", "2018-09-03T09:30", "2018-09-03T03:00+00:00", "--reason", "power cut"
    )
    assert (ran.status, ran.out) == (0, "Declared: the clocks stand still for 1:30:00.\n")
    ((outage, reason, _),) = await list_outages(desk)
    assert (outage.starts_at.isoformat(), reason) == ("2018-09-03T01:30:00+00:00", "power cut")


def test_declared_outages_are_listed(heyan: Run) -> None:
    assert heyan("outage", "list").out == "No outage has been declared.\n"
    heyan("outage", "declare", "2018-09-03T09:30", "2018-09-03T11:00", "--reason", "power cut")
    ran = heyan("outage", "list")
    heads, row = ran.out.splitlines()
    assert heads.split() == ["from", "to", "declared", "reason"]
    assert row.startswith("2018-09-03T09:30:00+08:00  2018-09-03T11:00:00+08:00  ")
    assert row.endswith("power cut")
    (told,) = json.loads(heyan("outage", "list", "--json").out)
    assert (told["from"], told["reason"]) == ("2018-09-03T09:30:00+08:00", "power cut")


def test_an_outage_that_is_none_is_refused(heyan: Run) -> None:
    ran = heyan("outage", "declare", "2018-09-03T09:30", "2018-09-03T09:00", "--reason", "x")
    assert (ran.status, ran.err) == (1, "heyan: An outage ends after it starts.\n")
    assert heyan("outage", "declare", "yesterday", "today", "--reason", "x").status == 2


def test_only_what_is_locked_is_unlocked(heyan: Run, haihe: str, tmp_path: Path) -> None:
    assert haihe
    lines = tmp_path / "filings.jsonl"
    lines.write_bytes(canonical(new_filing()) + b"\n")
    assert heyan("filings", "submit", lines, "--provider", "海河云").status == 0
    ran = heyan("challenges", "unlock", "12-1", "1")
    assert ran.status == 1
    assert ran.err == "heyan: The challenge is not locked, so it cannot be unlocked.\n"
    assert heyan("challenges", "unlock", "nonsense", "1").status == 1

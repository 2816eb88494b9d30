"""`heyan challenges` and `heyan outage`."""

from heyan.casework.desk import Desk
from heyan.casework.helpdesk import list_outages
from tests.cli.conftest import Run
from tests.fakes.filings import new_filing
from tests.fakes.journeys import begin


async def test_an_outage_is_declared_in_beijing_time(heyan: Run, desk: Desk) -> None:
    ran = heyan(
        "outage", "declare", "2018-09-03T09:30", "2018-09-03T03:00+00:00", "--reason", "power cut"
    )
    assert (ran.status, ran.out) == (0, "Declared: the clocks stand still for 1:30:00.\n")
    ((outage, reason, _),) = await list_outages(desk)
    assert (outage.starts_at.isoformat(), reason) == ("2018-09-03T01:30:00+00:00", "power cut")


def test_an_outage_that_is_none_is_refused(heyan: Run) -> None:
    ran = heyan("outage", "declare", "2018-09-03T09:30", "2018-09-03T09:00", "--reason", "x")
    assert (ran.status, ran.err) == (1, "heyan: An outage ends after it starts.\n")
    assert heyan("outage", "declare", "yesterday", "today", "--reason", "x").status == 2


async def test_only_what_is_locked_is_unlocked(heyan: Run, desk: Desk) -> None:
    filing = await (await begin(desk)).submit(new_filing())
    ran = heyan("challenges", "unlock", filing.id, "1")
    assert ran.status == 1
    assert ran.err == "heyan: The challenge is not locked, so it cannot be unlocked.\n"
    assert heyan("challenges", "unlock", "nonsense", "1").status == 1

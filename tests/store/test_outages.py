"""Outages are kept, and every case that is loaded knows them, joined."""

from datetime import timedelta

from heyan.casework.desk import Desk
from heyan.rules.outages import Outage
from heyan.store import cases, outages
from tests.fakes.clock import Clock
from tests.fakes.filings import TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id

HOUR = timedelta(hours=1)


async def test_a_case_is_loaded_with_the_outages(desk: Desk, clock: Clock) -> None:
    filing = await (await begin(desk)).submit(new_filing())
    now = clock.now
    async with desk.database.transaction() as tx:
        await outages.add(tx, Outage(now + HOUR, now + 3 * HOUR), "b", now)
        await outages.add(tx, Outage(now, now + 2 * HOUR), "a", now)
        kept = await outages.find_all(tx)
        number = case_id(filing).number
        loaded = await cases.lock(tx, desk.sealer, TIANJIN, [number])
    assert [reason for _, reason, _ in kept] == ["a", "b"]
    assert loaded[number].case.outages == (Outage(now, now + 3 * HOUR),)

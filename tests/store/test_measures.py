"""Counting what waits, by partial indexes alone."""

import pytest

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.rules.phone import Carrier
from heyan.rules.writing import plain
from heyan.store import measures
from heyan.store.database import Database
from heyan.store.queries import read_queries
from tests.conftest import MORNING
from tests.fakes.filings import new_filing


async def test_an_empty_house_has_every_queue_and_nothing_in_it(database: Database) -> None:
    async with database.read() as tx:
        queues = await measures.queues(tx)
        assert queues.keys() == {(c, word) for c in Carrier for word in ("at_once", "later")}
        assert {waiting.count for waiting in queues.values()} == {0}
        assert (await measures.overdue(tx, MORNING)).oldest is None
        assert await measures.open_cases(tx) == {"verifying": 0, "reviewing": 0}


@pytest.mark.parametrize("name", ["queues", "unanswered", "overdue", "verifying", "reviewing"])
async def test_no_question_reads_a_whole_table(desk: Desk, name: str) -> None:
    provider, _ = await people.add_provider(desk, "海河云")
    await intake.submit_filing(desk, provider, plain(new_filing()))
    query = read_queries("measures")[name]
    given = {"now": MORNING, "most": 10}
    async with desk.database.transaction() as tx:
        await tx.execute("set local enable_seqscan = off")  # a small table is read whole otherwise
        rows = await tx.fetch(f"explain {query.sql}", *(given[name] for name in query.parameters))
    assert not [row[0] for row in rows if "Seq Scan" in row[0]]

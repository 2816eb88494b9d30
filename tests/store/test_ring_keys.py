"""What needs which key of the ring, province by province."""

from datetime import timedelta

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.keys.sealing import wrapping
from heyan.rules.writing import plain
from heyan.store import ring_keys
from heyan.store.database import Database
from tests.fakes.filings import TIANJIN, new_filing

HEBEI = 130000


async def test_a_province_counts_its_own_and_a_stretch_ends_where_it_is_told(desk: Desk) -> None:
    provider, _ = await people.add_provider(desk, "海河云")
    for n, province in enumerate((TIANJIN, TIANJIN, HEBEI)):
        document = plain(new_filing(reference=f"ORD-{n}", province=province))
        await intake.submit_filing(desk, provider, document)
    async with desk.database.transaction() as tx:
        assert await ring_keys.codes_in_use(tx, TIANJIN) == {"codes-1": 4}
        assert await ring_keys.wrappings_in_use(tx, TIANJIN) == {"data-1": 2}
        assert await ring_keys.wrappings_in_use(tx, HEBEI) == {"data-1": 1}
        assert await ring_keys.stale_cases(tx, TIANJIN, wrapping("data-1"), 0, 9) == []
        begins = wrapping("data-2")
        first, second = await ring_keys.stale_cases(tx, TIANJIN, begins, 0, 9)
        assert await ring_keys.stale_cases(tx, TIANJIN, begins, 0, 1) == [first]
        assert await ring_keys.stale_cases(tx, TIANJIN, begins, first["number"], 9) == [second]
        moved = begins + b"the same key in another wrapping"
        await ring_keys.rewrap_cases(tx, TIANJIN, [first["number"]], [moved])
        assert await ring_keys.stale_cases(tx, TIANJIN, begins, 0, 9) == [second]
        assert await ring_keys.wrappings_in_use(tx, TIANJIN) == {"data-1": 1, "data-2": 1}


async def test_transactions_are_seen_while_they_run(database: Database) -> None:
    async with database.transaction() as own, database.read() as asking:
        assert await ring_keys.running(asking, own) == set()
        async with database.transaction():
            ((_, began),) = await ring_keys.running(asking, own)
        assert await ring_keys.running(asking, own) == set()
    assert began.utcoffset() == timedelta(0)

"""Test messages are kept for audit without their receivers' numbers."""

from datetime import timedelta

from heyan.store import trials
from heyan.store.database import Database
from heyan.store.trials import Trial
from tests.conftest import MORNING as NOW

MINUTE = timedelta(minutes=1)


async def test_who_sent_what_when_is_kept_with_its_outcome(database: Database) -> None:
    async with database.transaction() as tx:
        first = await trials.add(tx, "mobile", b"hash", "wang", NOW)
        await trials.add(tx, "unicom", b"other", "zhao", NOW + MINUTE)
        await trials.save_outcome(tx, first, "refused 13")
        assert await trials.latest(tx, 2) == [
            Trial(at=NOW + MINUTE, account="unicom", operator="zhao", outcome=None),
            Trial(at=NOW, account="mobile", operator="wang", outcome="refused 13"),
        ]
        assert [trial.operator for trial in await trials.latest(tx, 1)] == ["zhao"]
        assert await trials.since(tx, NOW) == [(NOW + MINUTE, b"other")]

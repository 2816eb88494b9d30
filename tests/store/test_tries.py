"""Tries are counted in windows, wrong codes for as long as somebody is asked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.rules.ledger import Delivery
from heyan.rules.limits import Reach, Standing
from heyan.store import early, erasing, standings, tries
from heyan.store.database import Database, Transaction
from heyan.store.standings import Outcome, Tried
from tests.fakes.filings import new_filing
from tests.fakes.journeys import begin

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
TIANJIN, GANSU = 120000, 620000
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ONE, OTHER = (Reach.ADDRESS, b"one"), (Reach.NETWORK, b"one")


async def visit(database: Database, at: datetime, province: int = TIANJIN) -> Standing:
    async with database.transaction() as tx:
        stood = await tries.count(tx, province, {ONE: 2}, at, at - HOUR)
    return stood[ONE]


async def test_tries_add_up_until_their_window_is_over(database: Database) -> None:
    assert await visit(database, NOW) == Standing(NOW, 0)
    assert await visit(database, NOW + HOUR - MINUTE) == Standing(NOW, 2)
    assert await visit(database, NOW + HOUR) == Standing(NOW + HOUR, 0)
    assert await visit(database, NOW + HOUR) == Standing(NOW + HOUR, 2)


async def test_each_subject_and_province_is_counted_by_itself(database: Database) -> None:
    await visit(database, NOW)
    assert await visit(database, NOW, GANSU) == Standing(NOW, 0)
    async with database.transaction() as tx:
        stood = await tries.count(tx, TIANJIN, {OTHER: 1, ONE: 1}, NOW, NOW - HOUR)
    assert stood == {OTHER: Standing(NOW, 0), ONE: Standing(NOW, 2)}


async def test_windows_that_are_over_are_forgotten(database: Database) -> None:
    await visit(database, NOW)
    async with database.transaction() as tx:
        assert await tries.drop_visits(tx, TIANJIN, NOW - MINUTE) == 0
        assert await tries.drop_visits(tx, TIANJIN, NOW) == 1


async def note(tx: Transaction, wrong: Mapping[bytes, int], at: datetime) -> None:
    tried = Tried(wrong=wrong, count=1, now=at, before=at - MINUTE)
    await standings.write(tx, Outcome(TIANJIN, at), tried=tried)


async def test_numbers_that_nobody_guesses_at_any_more_are_found_and_forgotten(
    database: Database,
) -> None:
    later = date(2018, 9, 10)
    async with database.transaction() as tx:
        await note(tx, {b"old": 1, b"new": 0}, NOW)
        await note(tx, {b"new": 3}, NOW + timedelta(days=7))
        assert await tries.old_guesses(tx, TIANJIN, later, 10) == [b"old"]
        assert await tries.drop_guesses(tx, [TIANJIN], [b"old", b"new"], later) == 1
        assert await tries.old_guesses(tx, TIANJIN, date(2018, 9, 11), 10) == [b"new"]


@pytest.mark.parametrize("planned", ["while one is locked", "before any is"])
async def test_no_other_number_that_is_locked_is_looked_at(desk: Desk, planned: str) -> None:
    """Whenever it was planned: a session that began before an attack keeps its plan under it."""
    journey = await begin(desk)
    for n in range(6):
        await journey.submit(new_filing(reference=f"ORD-{n}"))
    locked = (
        "update challenges set state = 'locked', mobile = decode(md5(number || ' ' || n), 'hex')"
    )
    async with desk.database.transaction() as tx:
        await note(tx, {b"a": 1, b"b": 1, b"c": 1}, NOW)
        if planned == "while one is locked":
            await tx.execute(f"{locked} where n = 1")
        await tx.execute("analyze challenges, early_reports")
        await forget(tx, [])
        await tx.execute(locked)
        rows = await tx.fetch("select number, mobile from challenges where n = 1 order by number")
        numbers, mobiles = [row["number"] for row in rows], [row["mobile"] for row in rows]
        await early.keep(tx, [told(mobile) for mobile in mobiles])
        read = await entries_read(tx)
        await forget(tx, numbers[:1])
        assert await entries_read(tx) - read == 1  # its own, whose report may not be forgotten
        kept = await tx.fetch("select mobile from early_reports")
        assert {row["mobile"] for row in kept} == set(mobiles)


async def forget(tx: Transaction, numbers: Sequence[int]) -> None:
    later = (NOW + timedelta(days=7)).date()
    first, *_ = old = await tries.old_guesses(tx, TIANJIN, later, 10)
    assert await tries.drop_guesses(tx, [TIANJIN], [first], later) == 1
    assert await tries.old_guesses(tx, TIANJIN, later, 10) == old[1:]
    await erasing.erase(tx, TIANJIN, numbers, NOW)


def told(mobile: bytes) -> early.Told:
    heard = early.Early(
        account="here", carrier_id=mobile.hex(), mobile=mobile, submitted_at=NOW, received_at=NOW
    )
    return early.Told(early=heard, delivery=Delivery.DELIVERED, stat="DELIVRD")


async def entries_read(tx: Transaction) -> int:
    return int(
        await tx.fetchval("select pg_stat_get_xact_tuples_returned('challenges_locked'::regclass)")
    )

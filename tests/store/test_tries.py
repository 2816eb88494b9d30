"""Tries are counted in windows, wrong codes for as long as somebody is asked."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from heyan.rules.limits import Reach, Standing
from heyan.store import standings, tries
from heyan.store.database import Database, Transaction
from heyan.store.standings import Outcome, Tried

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

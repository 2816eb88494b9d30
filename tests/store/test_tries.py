"""Tries are counted in windows, wrong codes for as long as somebody is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from asyncpg import LockNotAvailableError

from heyan.rules.limits import Reach, Standing
from heyan.store import tries
from heyan.store.chain import beginning
from heyan.store.database import Database
from heyan.store.trail import End, hold_end
from heyan.store.tries import Minute

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


def minute(day: date, at: datetime = NOW, tried: int = 2) -> Minute:
    return Minute(now=at, before=at - MINUTE, day=day, tries=tried)


async def test_a_province_s_tries_are_counted_by_the_minute(database: Database) -> None:
    day = NOW.date()
    async with database.transaction() as tx:
        for at, standing in (
            (NOW, Standing(NOW, 2)),
            (NOW + MINUTE / 2, Standing(NOW, 4)),
            (NOW + MINUTE, Standing(NOW + MINUTE, 2)),
        ):
            counted = await tries.note_guesses(tx, TIANJIN, {b"one": 1}, minute(day, at))
            assert counted == (standing, await hold_end(tx, TIANJIN))
        counted = await tries.note_guesses(tx, GANSU, {}, minute(day, NOW, 1))
    assert counted == (Standing(NOW, 1), End(0, beginning(GANSU)))


async def test_whoever_counts_wrong_codes_holds_the_end_of_the_trail(database: Database) -> None:
    async with database.transaction() as begun:
        await hold_end(begun, TIANJIN)
    async with database.transaction() as first, database.transaction() as second:
        await tries.note_guesses(first, TIANJIN, {b"one": 1}, minute(NOW.date()))
        with pytest.raises(LockNotAvailableError):
            await second.fetch("select seq from trail_heads for update nowait")


async def test_numbers_that_nobody_guesses_at_any_more_are_found_and_forgotten(
    database: Database,
) -> None:
    today, later = date(2018, 9, 3), date(2018, 9, 10)
    async with database.transaction() as tx:
        await tries.note_guesses(tx, TIANJIN, {b"old": 1, b"new": 0}, minute(today))
        await tries.note_guesses(tx, TIANJIN, {b"new": 3}, minute(later))
        assert await tries.old_guesses(tx, TIANJIN, later, 10) == [b"old"]
        assert await tries.drop_guesses(tx, [TIANJIN], [b"old", b"new"], later) == 1
        assert await tries.old_guesses(tx, TIANJIN, date(2018, 9, 11), 10) == [b"new"]

"""Chimes wake the other processes of a house, gathered, and survive their connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from heyan.store import chimes
from heyan.store.chimes import Chimes, chime_once
from heyan.store.database import Database

BOUND = 10.0
NOWHERE = "postgresql://heyan@127.0.0.1:1/heyan"


class Ear:
    """A process that listens."""

    def __init__(self, url: str) -> None:
        self.heard = 0
        self.chimes = Chimes(url, self._hear)
        self._rung = asyncio.Event()

    def _hear(self) -> None:
        self.heard += 1
        self._rung.set()

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(BOUND):
            while not happened():
                self._rung.clear()
                await self._rung.wait()


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Ear]:
    """Let a process listen; that it begins to is its first ring."""
    ear, stop = Ear(url), asyncio.Event()
    running = asyncio.create_task(ear.chimes.run(stop))
    await ear.until(lambda: ear.heard == 1)
    try:
        yield ear
    finally:
        stop.set()
        async with asyncio.timeout(BOUND):
            await running


async def test_a_ring_wakes_the_others_and_not_the_ringer(database_url: str) -> None:
    async with listening(database_url) as ringer, listening(database_url) as other:
        ringer.chimes.ring()
        await other.until(lambda: other.heard == 2)
        other.chimes.ring()
        await ringer.until(lambda: ringer.heard == 2)
        assert (ringer.heard, other.heard) == (2, 2)


async def test_a_thousand_rings_are_gathered(database_url: str) -> None:
    async with listening(database_url) as ringer, listening(database_url) as other:
        for _ in range(1000):
            ringer.chimes.ring()
            await asyncio.sleep(0)
        await other.until(lambda: other.heard >= 2)
        ringer.chimes.ring()
        await other.until(lambda: other.heard >= 3)
        assert other.heard < 50


async def test_a_process_that_is_about_to_end_rings_too(
    database_url: str, database: Database
) -> None:
    async with listening(database_url) as ear:
        await chime_once(database)
        await ear.until(lambda: ear.heard == 2)


async def test_a_lost_connection_is_made_anew_and_nothing_rung_meanwhile_is_lost(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chimes, "REST", 0.01)
    async with listening(database_url) as ringer, listening(database_url) as other:
        killer = await asyncpg.connect(database_url)
        try:
            await killer.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        finally:
            await killer.close()
        ringer.chimes.ring()
        await other.until(lambda: other.heard >= 2)  # it listens again
        await ringer.until(lambda: ringer.heard >= 2)
        ringer.chimes.ring()
        await other.until(lambda: other.heard >= 3)


async def test_without_a_database_it_waits_says_so_once_and_ends_when_told(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chimes, "REST", 0.01)
    stop = asyncio.Event()
    running = asyncio.create_task(Chimes(NOWHERE, lambda: None).run(stop))
    async with asyncio.timeout(BOUND):
        while "not heard" not in caplog.text:  # noqa: ASYNC110 - the log has no event
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        stop.set()
        await running
    assert caplog.text.count("not heard") == 1
    assert "heyan@" not in caplog.text

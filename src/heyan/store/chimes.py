"""Chimes: rings that pass between the processes of a house, so that work is not found by looking.

Never within a deed's transaction, for PostgreSQL commits notifying transactions one by one; on a
connection of its own, and gathered, so that a busy house chimes twenty times a second and no more.
Who misses one looks a moment later all the same.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from heyan.store.database import Database, Transaction, connect
from heyan.store.faults import DRIVER_ERRORS, StoreError
from heyan.store.queries import read_queries

logger = logging.getLogger(__name__)

GATHER = 0.05  # seconds; rings within them are one
REST = 1.0  # before trying again when the database is away

_Q = read_queries("chimes")
_CHANNEL = "heyan_chimes"


class Chimes:
    def __init__(self, url: str, hear: Callable[[], None]) -> None:
        self._url = url
        self._hear = hear
        self._change = asyncio.Event()
        self._rung = False

    def ring(self) -> None:
        """Wake the other processes, now or as soon as the database is there."""
        self._rung = True
        self._change.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Pass rings on and hear those of others until told to stop."""
        ending = asyncio.create_task(self._wake_at(stop))
        away = False
        try:
            while not stop.is_set():
                try:
                    async with self._listening() as line:
                        away = False
                        await self._pass_on(line, stop)
                except (*DRIVER_ERRORS, StoreError, OSError) as error:
                    if not away:
                        logger.warning("Rings of other processes are not heard (%s)", error)
                    away = True
                if not stop.is_set():
                    await self._rest(stop)
        finally:
            ending.cancel()

    async def _pass_on(self, line: Transaction, stop: asyncio.Event) -> None:
        while not (stop.is_set() or line.is_closed()):
            self._change.clear()
            if self._rung:
                self._rung = False
                await chime(line)
                await asyncio.sleep(GATHER)
            else:
                await self._change.wait()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[Transaction]:
        """Listen on a connection of its own; what rang before that has been missed."""
        line = await connect(self._url)
        own = line.get_server_pid()

        def hear(_line: object, pid: int, _channel: str, _payload: object) -> None:
            if pid != own:
                self._hear()

        try:
            line.add_termination_listener(lambda _line: self._change.set())
            await line.add_listener(_CHANNEL, hear)
            self._hear()
            yield line
        finally:
            await line.close()

    async def _rest(self, stop: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(stop.wait(), REST)
        except TimeoutError:
            return

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._change.set()


async def chime(tx: Transaction) -> None:
    """Wake everybody who listens."""
    await _Q["chime"].execute(tx, channel=_CHANNEL)


async def chime_once(database: Database) -> None:
    """Wake everybody who listens, from a process that is about to end."""
    async with database.read() as tx:
        await chime(tx)

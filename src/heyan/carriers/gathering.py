"""Gathering: what arrives while a record is being written goes together into the next one.

What arrives within a moment of the first goes with it too: a record costs much more than a member.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from typing import Generic, TypeVar

from heyan.casework.keeping.health import Deadlock, ReadOnly, StoreUnavailable

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST = 500  # in one record
MOST_WAITING = 20_000  # beyond it nothing waits but what is kept
FEW = 3  # times in a row that the database was away: then the others need not be tried

# Faults that say nothing about what was to be recorded.
OF_THE_STORE = (StoreUnavailable, ReadOnly, Deadlock, OSError)


class Fate(Enum):
    """What became of a member when it was to be recorded."""

    STORED = auto()
    BAD = auto()  # if others could be stored: if none could, nobody knows
    WAITING = auto()  # for the database


class Gathering(Generic[T]):
    """Records members in batches. A bad member never spoils the others.

    `told(member, stored)` is called once for each. A member is bad if it fails, twice, where others
    can be recorded, and not by a fault of the store. One that fails otherwise waits for the
    database if it is `kept`, or is told as not stored. Before it begins it waits a `moment`
    (seconds) for others, unless it is closing. How many are kept is for those to bound who bring
    them.
    """

    def __init__(
        self,
        name: str,
        record: Callable[[Sequence[T]], Awaitable[None]],
        told: Callable[[T, bool], None],
        *,
        kept: Callable[[T], bool],
        rest: float = 1.0,
        moment: float = 0.0,
    ) -> None:
        self._name = name
        self._record = record
        self._told = told
        self._kept = kept
        self._rest = rest
        self._moment = moment
        self._waiting: deque[T] = deque()
        self._writing: list[T] = []
        self._change = asyncio.Event()
        self._closing = asyncio.Event()

    def __len__(self) -> int:
        """How many are not recorded yet."""
        return len(self._waiting) + len(self._writing)

    def add(self, member: T) -> None:
        if len(self._waiting) >= MOST_WAITING and not self._kept(member):
            self._told(member, False)  # noqa: FBT003 - the callback's one answer
            return
        self._waiting.append(member)
        self._change.set()

    def close(self) -> None:
        """Let `run` return once everything is recorded."""
        self._closing.set()
        self._change.set()

    async def run(self) -> None:
        """Record until closed and empty."""
        while self._waiting or not self._closing.is_set():
            await self._change.wait()
            await self._let_others_come()
            self._change.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                await self._write(batch)
            if self._closing.is_set():
                return

    async def _let_others_come(self) -> None:
        if self._moment and not self._closing.is_set():
            await asyncio.sleep(self._moment)

    async def _write(self, batch: list[T]) -> None:
        self._writing = batch
        fates = [await self._try(batch)] * len(batch)
        if len(batch) > 1 and Fate.STORED not in fates:
            fates = await self._one_by_one(batch)
        if Fate.STORED not in fates:
            fates = [Fate.WAITING] * len(batch)
        self._writing = []
        waiting: list[T] = []
        for member, fate in zip(batch, fates, strict=True):
            if fate is Fate.WAITING and self._kept(member):
                waiting.append(member)
            else:
                self._told(member, fate is Fate.STORED)
        if waiting:
            self._waiting.extendleft(reversed(waiting))
            await asyncio.sleep(self._rest)

    async def _one_by_one(self, batch: list[T]) -> list[Fate]:
        fates = await self._each(batch)
        if Fate.STORED in fates:
            doubtful = [place for place, fate in enumerate(fates) if fate is Fate.BAD]
            again = await self._each([batch[place] for place in doubtful])
            for place, fate in zip(doubtful, again, strict=True):
                fates[place] = fate
        return fates

    async def _each(self, members: list[T]) -> list[Fate]:
        """Record each by itself, until the database seems to be away."""
        fates: list[Fate] = []
        away = 0
        for member in members:
            fate = await self._try([member]) if away < FEW else Fate.WAITING
            away = away + 1 if fate is Fate.WAITING else 0
            fates.append(fate)
        return fates

    async def _try(self, batch: list[T]) -> Fate:
        try:
            await self._record(batch)
        except Exception as fault:
            logger.exception("%s could not be recorded, %d together", self._name, len(batch))
            return Fate.WAITING if isinstance(fault, OF_THE_STORE) else Fate.BAD
        return Fate.STORED

"""Gathering: what arrives while a record is being written goes together into the next one.

What arrives within a moment of the first goes with it too: a record costs much more than a member.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST = 500  # in one record
MOST_KEPT = 20_000  # while the database is away
FEW = 3  # faults in a row that look like an outage rather than like bad members


class Gathering(Generic[T]):
    """Records members in batches. A bad member never spoils the others.

    `told(member, stored)` is called once for each. When nothing at all can be recorded, the
    database is away: what is `kept` waits for it, anything else is told as not stored. Before it
    begins it waits a `moment` (seconds) for others, unless it is closing.
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
        self._change = asyncio.Event()
        self._closing = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, member: T) -> None:
        if len(self._waiting) >= MOST_KEPT:
            self._told(self._waiting.popleft(), False)  # noqa: FBT003 - the callback's one answer
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
        if await self._try(batch):
            self._tell(batch, stored=True)
            return
        stored, failed = await self._one_by_one(batch)
        self._tell(stored, stored=True)
        if stored:
            self._tell(failed, stored=False)
            return
        self._tell([member for member in failed if not self._kept(member)], stored=False)
        if kept := [member for member in failed if self._kept(member)]:
            self._waiting.extendleft(reversed(kept))
            await asyncio.sleep(self._rest)

    async def _one_by_one(self, batch: list[T]) -> tuple[list[T], list[T]]:
        """Return what could be recorded, and what could not though others could be before it."""
        stored: list[T] = []
        failed: list[T] = []
        for member in batch if len(batch) > 1 else ():
            if not stored and len(failed) >= FEW:
                break
            (stored if await self._try([member]) else failed).append(member)
        if not stored:
            return [], batch
        bad: list[T] = []
        for member in failed:  # the database may have come back since
            (stored if await self._try([member]) else bad).append(member)
        return stored, bad

    async def _try(self, batch: list[T]) -> bool:
        try:
            await self._record(batch)
        except Exception:
            logger.exception("%s could not be recorded, %d together", self._name, len(batch))
            return False
        return True

    def _tell(self, members: list[T], *, stored: bool) -> None:
        for member in members:
            self._told(member, stored)

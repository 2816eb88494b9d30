"""How much waits, for those who watch the house: read once for everybody who asks at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from heyan.casework.desk import Desk
from heyan.rules.ledger import MessageState
from heyan.rules.phone import Carrier
from heyan.store import measures
from heyan.store.database import StoreError
from heyan.store.measures import Waiting

GOOD_FOR = 10.0  # seconds: nobody needs to know quicker, and no crowd of askers costs more
SHARE = 20  # and so many times as long as reading took: a large house is read less often


@dataclass(frozen=True)
class Measured:
    """What waited at a moment. Numbers only."""

    now: datetime
    queues: Mapping[tuple[Carrier, str], Waiting]
    unanswered: Mapping[MessageState, int]
    overdue: Waiting
    open_cases: Mapping[str, int]

    def age(self, waiting: Waiting) -> float:
        """Tell for how many seconds the oldest has been waiting."""
        return max(0.0, (self.now - waiting.oldest).total_seconds()) if waiting.oldest else 0.0


@dataclass
class Measuring:
    """Measures at one desk, and remembers it for a while."""

    desk: Desk
    good_for: float = GOOD_FOR
    _measured: Measured | None = field(default=None, init=False)
    _until: float = field(default=float("-inf"), init=False)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def measure(self) -> Measured | None:
        """Return what waits now or did a moment ago; None when the database does not answer."""
        async with self._reading:
            clock = asyncio.get_running_loop().time
            began = clock()
            if began >= self._until:
                try:
                    self._measured = await measure(self.desk)
                except StoreError:
                    self._measured = None
                self._until = clock() + rest_after(clock() - began, self.good_for)
            return self._measured


def rest_after(took: float, least: float = GOOD_FOR) -> float:
    """Return for how many seconds a reading that took so long is good."""
    return max(least, SHARE * took)


async def measure(desk: Desk) -> Measured:
    """Ask the database how much waits."""
    now = desk.clock()
    async with desk.database.read() as tx:
        return Measured(
            now=now,
            queues=await measures.queues(tx),
            unanswered=await measures.unanswered(tx),
            overdue=await measures.overdue(tx, now),
            open_cases=await measures.open_cases(tx),
        )

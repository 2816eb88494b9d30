"""The gate: when many come, forms go in together, so that they are decided together.

A batch costs nearly the same whatever its size, and what comes one by one is decided one by one:
at two thirds of what a core can do, most of it went into batches of two. Who comes alone goes in
at once; who comes soon after another waits a moment for company.

When it opens depends on who came when, and to which portals, and on nothing that was done inside:
whoever comes next would otherwise learn how long that took (R19).
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from heyan.web.portal.alarm import Alarm, wait_until

STEP = timedelta(milliseconds=8)
# Each portal's forms are a batch of their own, for which the house is given more time.
MORE = timedelta(milliseconds=1.5)
LONGEST = timedelta(milliseconds=40)


class Entry(NamedTuple):
    """When the gate opened for a visitor, and in which turn they came."""

    at: float  # seconds of time.monotonic()
    turn: int


@dataclass
class Gate:
    """Opens at once for who comes when it has been shut for a step, and else at its next step."""

    step: timedelta = STEP
    now: Callable[[], float] = time.monotonic
    wait_until: Callable[[float], Awaitable[None]] = wait_until
    _next: float = field(default=0.0, init=False)
    _turn: int = field(default=0, init=False)
    _portals: set[int] = field(default_factory=set, init=False, repr=False)  # of those who wait
    _opening: Alarm | None = field(default=None, init=False, repr=False)

    async def passed(self, portal: int) -> Entry:
        """Go in with whoever comes before the gate opens."""
        self._turn += 1
        turn = self._turn
        self._portals.add(portal)
        if self._opening is None or self._opening.over:
            self._opening = Alarm(self._open_for(self.now()))
        return Entry(await self._opening.rung(turn), turn)

    async def _open_for(self, came: float) -> float:
        """Open behind all who came in this turn of the loop, or at the next step.

        A loop that was busy for a step finds many at the door, and they are company. What else the
        turn is for is nobody's business: it counts from when the first of them came.
        """
        if came >= self._next:
            return self._open(came)
        await self.wait_until(self._next)
        return self._open(self.now())

    def _open(self, now: float) -> float:
        step = self.step + MORE * (len(self._portals) - 1)
        self._next = now + min(step, LONGEST).total_seconds()
        self._portals.clear()
        return now

"""Answers leave no sooner than a floor, so that how long the work took tells nothing (R19)."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from heyan.web.portal.alarm import Alarms
from heyan.web.portal.gate import Entry

FLOOR = timedelta(milliseconds=12)


@dataclass(frozen=True)
class Floor:
    """Holds an answer back until so much time has passed since its question went in."""

    height: timedelta = FLOOR
    now: Callable[[], float] = time.monotonic
    wait_until: Callable[[float, int], Awaitable[None]] = field(
        default_factory=lambda: Alarms().wait_until
    )

    async def reached(self, entry: Entry) -> None:
        """Rest until the floor is reached by a question that went in.

        The wait ends at a moment that depends on when the question went in and on nothing else: a
        rest would end at one that tells when the work was done. Who went in together wake together,
        in the turns in which they came.
        """
        until = entry.at + self.height.total_seconds()
        if self.now() < until:
            await self.wait_until(until, entry.turn)

"""The gate: when many come, forms go in together, so that they are decided together.

A batch costs nearly the same whatever its size, and what comes one by one is decided one by one:
at two thirds of what a core can do, most of it went into batches of two. Who comes alone goes in
at once; who comes soon after another waits a moment for company.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from heyan.web.portal.alarm import wait_until

STEP = timedelta(milliseconds=8)


@dataclass
class Gate:
    """Opens at once for who comes when it has been shut for a step, and else at its next step."""

    step: timedelta = STEP
    now: Callable[[], float] = time.monotonic
    wait_until: Callable[[float], Awaitable[None]] = wait_until
    _next: float = field(default=0.0, init=False)
    _opening: asyncio.Task[float] | None = field(default=None, init=False)

    async def passed(self) -> float:
        """Go in with whoever comes before the gate opens; return the moment at which it did."""
        if self._opening is None:
            now = self.now()
            if now >= self._next:
                self._next = now + self.step.total_seconds()
                return now
            self._opening = asyncio.create_task(self._open())
        return await asyncio.shield(self._opening)  # who leaves keeps it shut for nobody

    async def _open(self) -> float:
        try:
            await self.wait_until(self._next)
        finally:
            self._opening = None
        now = self.now()
        self._next = now + self.step.total_seconds()
        return now

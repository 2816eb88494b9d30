"""The gate: when many come, forms go in together, so that they are decided together.

A batch costs nearly the same whatever its size, and what comes one by one is decided one by one:
at two thirds of what a core can do, most of it went into batches of two. Who comes alone goes in
at once; who comes soon after another, or while others are inside, waits a moment for company.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from heyan.web.portal.alarm import Alarm, wait_until

STEP = timedelta(milliseconds=8)
PATIENCE = timedelta(milliseconds=40)


@dataclass
class Gate:
    """Opens at most once in a step, and waits until those are out who went in before.

    For them it waits no longer than its patience: a province that is held up holds up no other.
    """

    step: timedelta = STEP
    patience: timedelta = PATIENCE
    now: Callable[[], float] = time.monotonic
    wait_until: Callable[[float], Awaitable[None]] = wait_until
    _next: float = field(default=0.0, init=False)
    _inside: int = field(default=0, init=False)
    _empty: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)
    _opening: Alarm | None = field(default=None, init=False)

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[float]:
        """Be inside, with whoever comes before the gate opens; tell the moment at which it did."""
        opened = await self._enter()
        self._inside += 1
        self._empty.clear()
        try:
            yield opened
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def _enter(self) -> float:
        if self._opening is None:
            now = self.now()
            if now >= self._next and not self._inside:
                self._next = now + self.step.total_seconds()
                return now
            self._opening = Alarm(self._open())
        return await self._opening.rung()

    async def _open(self) -> float:
        try:
            await self.wait_until(self._next)
            if self._inside:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.patience.total_seconds()):
                        await self._empty.wait()
        finally:
            self._opening = None
        now = self.now()
        self._next = now + self.step.total_seconds()
        return now

"""Answers leave in step, so that how long the work behind one took tells nothing (R19)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

STEP = timedelta(milliseconds=50)


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(frozen=True)
class Steps:
    """Holds an answer back until the next step since its question came."""

    step: timedelta = STEP
    now: Callable[[], float] = _now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Do what is inside; go on at a full step. What fails with an incident goes on at once."""
        begun = self.now()
        yield
        step = self.step.total_seconds()
        if step > 0:
            await self.sleep(step - (self.now() - begun) % step)

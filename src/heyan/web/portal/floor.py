"""Answers leave no sooner than a floor, so that how long the work took tells nothing (R19)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

FLOOR = timedelta(milliseconds=15)


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(frozen=True)
class Floor:
    """Holds an answer back until so much time has passed since its question came."""

    height: timedelta = FLOOR
    now: Callable[[], float] = _now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Do what is inside; go on no sooner. What fails with an incident goes on at once."""
        begun = self.now()
        yield
        left = self.height.total_seconds() - (self.now() - begun)
        if left > 0:
            await self.sleep(left)

"""The one loop of the house: work while there is work, then rest until the bell or a while."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

logger = logging.getLogger(__name__)

REST = timedelta(seconds=1)


class Bell:
    """Rung after a commit that left work behind; whoever rests by it wakes."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who listens to the ring to come."""
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    def next_ring(self) -> asyncio.Event:
        """Give an event that the next ring sets, so that a ring during work is not missed."""
        return self._rung


async def work_when_due(
    work: Callable[[], Awaitable[int]],
    stop: asyncio.Event,
    bell: Bell,
    rest: timedelta = REST,
    *,
    name: str = "The work",
) -> None:
    """Do `work` again and again; when it finds no row, rest. A fault costs one rest."""
    while not stop.is_set():
        ring = bell.next_ring()
        try:
            found = await work()
        except Exception:
            logger.exception("%s failed and is tried again in %s", name, rest)
            # Not by the bell: what fails at once would be rung for at once again.
            await _wait_for_any(rest, stop)
            continue
        if not found:
            await _wait_for_any(rest, stop, ring)


async def _wait_for_any(rest: timedelta, *events: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(
            waiting, timeout=rest.total_seconds(), return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for each in waiting:
            each.cancel()

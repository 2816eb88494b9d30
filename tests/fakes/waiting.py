"""Waiting for what another process does, which gives us no event to wait for."""

import asyncio
from collections.abc import Callable

LOOKS = 3000
BETWEEN = 0.01


async def until(condition: Callable[[], bool]) -> None:
    """Look again and again, for half a minute at most."""
    for _ in range(LOOKS):
        if condition():
            return
        await asyncio.sleep(BETWEEN)
    raise TimeoutError(f"{condition} has not come true")

"""A process that rotates keys without end, for tests that kill it.

`python -m tests.casework.rotator DATABASE_URL RING SEED` prints a line before each step.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from heyan.casework.keeping.rotating import retire_keys, rewrap_keys, rotate_keys
from heyan.keys.kept import KeptRing
from heyan.store.database import Database
from tests.conftest import MORNING
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk

TWO_HOURS = timedelta(hours=2)


async def rotate_for_ever(url: str, ring: Path, seed: str) -> None:
    """Go round and round: new keys, wrap anew, let the old ones go."""
    kept = KeptRing(ring)
    clock = Clock(max([MORNING, *kept.fresh().data.superseded.values()]))
    desk = build_desk(await Database.open(url, size=4), clock, ring=kept, dice=seed)
    while True:
        clock.turn(TWO_HOURS)
        print("rotate", flush=True)  # noqa: T201 - whoever kills this process reads it
        await rotate_keys(desk, kept)
        print("rewrap", flush=True)  # noqa: T201 - as above
        await rewrap_keys(desk, most=2)
        clock.turn(TWO_HOURS)
        print("retire", flush=True)  # noqa: T201 - as above
        await retire_keys(desk, kept)


if __name__ == "__main__":
    asyncio.run(rotate_for_ever(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))

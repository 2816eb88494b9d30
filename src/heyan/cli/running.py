"""How a long-running command runs: on uvloop, and with a collector of garbage that comes seldom."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")

# Python looks for cycles after every 700 objects that stay, and an answer makes some hundreds that
# die by themselves: a tenth of the time went there.
COLLECT_AFTER = 50_000


def run_long(deed: Coroutine[Any, Any, T]) -> T:
    """Run a deed as `heyan serve` runs the house; what was there before it is never looked at."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(deed)
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()

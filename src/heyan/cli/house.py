"""What commands share: a desk for one deed, a word to stop, and how loud the log is."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from heyan import assembly
from heyan.casework.desk import Desk
from heyan.cli.settings import read
from heyan.settings import Settings

T = TypeVar("T")

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def at_desk(deed: Callable[[Desk], Awaitable[T]]) -> T:
    """Do a deed in a house of its own, on the database of the settings."""
    return asyncio.run(_at_desk(read(), deed))


async def _at_desk(settings: Settings, deed: Callable[[Desk], Awaitable[T]]) -> T:
    async with assembly.open_desk(settings) as desk:
        return await deed(desk)


@contextmanager
def until_stopped() -> Iterator[asyncio.Event]:
    """Give an event that Ctrl-C or SIGTERM sets; the second one ends the process at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def let_go() -> None:
        for each in _STOP_SIGNALS:
            loop.remove_signal_handler(each)

    def hear() -> None:
        let_go()
        stop.set()

    for each in _STOP_SIGNALS:
        loop.add_signal_handler(each, hear)
    try:
        yield stop
    finally:
        let_go()


def speak_up(settings: Settings) -> None:
    """Log as loudly as the settings say, on standard error."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )

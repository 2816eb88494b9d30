"""The sandbox's clock, which can be turned forward and run fast; the database remembers how far."""

from collections.abc import Callable
from datetime import datetime, timedelta

from heyan.casework.desk import Desk
from heyan.rules.refusals import NotInSandbox
from heyan.store import house

_FACT = "clock ahead"


class TurnableClock:
    """Real time, ahead by what the clock was turned; `speed` of 2 lets two seconds pass in one."""

    def __init__(self, real: Callable[[], datetime], speed: float = 1.0) -> None:
        self._real = real
        self._speed = speed
        self._since = real()
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        now = self._real()
        return now + self.ahead + (now - self._since) * (self._speed - 1)


async def advance_clock(desk: Desk, by: timedelta) -> datetime:
    """Turn the clock forward, for all processes. Raises NotInSandbox. Return what it shows."""
    clock = desk.clock
    if not desk.sandbox or not isinstance(clock, TurnableClock):
        raise NotInSandbox
    async with desk.database.transaction() as tx:
        turned = float(await house.read_fact(tx, _FACT) or 0) + by.total_seconds()
        await house.replace_fact(tx, _FACT, turned)
    clock.ahead = timedelta(seconds=turned)
    desk.ring_for_messages()
    return clock()


async def follow_clock(desk: Desk) -> None:
    """Turn the clock as far as another process may have turned it."""
    clock = desk.clock
    if desk.sandbox and isinstance(clock, TurnableClock):
        async with desk.database.read() as tx:
            turned = float(await house.read_fact(tx, _FACT) or 0)
        clock.ahead = timedelta(seconds=turned)

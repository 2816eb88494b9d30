"""Waking at a moment and not at the next whole millisecond, which is all that an event loop does.

A loop rounds the time it rests up to milliseconds, counted from when it goes to rest: who waits
for the same moment wakes at another one, according to when the waiting began. Linux has timers
that are files (timerfd_create(2)); the loop looks at them as at any socket.
"""

import asyncio
import ctypes
import os
import time
from collections.abc import Awaitable, Callable, Coroutine
from operator import itemgetter
from typing import Any

_CLOCK_MONOTONIC = 1  # the clock of time.monotonic
_TFD_TIMER_ABSTIME = 1
_NANO = 1_000_000_000


class _Timespec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _Itimerspec(ctypes.Structure):
    _fields_ = (("interval", _Timespec), ("value", _Timespec))


_libc = ctypes.CDLL(None, use_errno=True)
PRECISE = hasattr(_libc, "timerfd_create")


async def wait_until(moment: float) -> None:
    """Rest until `moment` of time.monotonic(); where there are no such timers, a little longer."""
    if moment <= time.monotonic():
        return
    if not PRECISE:
        await asyncio.sleep(moment - time.monotonic())
        return
    loop = asyncio.get_running_loop()
    rung = asyncio.Event()
    timer = _timer(moment)
    try:
        loop.add_reader(timer, rung.set)
        try:
            await rung.wait()
        finally:
            loop.remove_reader(timer)
    finally:
        os.close(timer)


class Alarm:
    """What many wait for; each waits for himself, so who leaves takes it from nobody."""

    def __init__(self, deed: Coroutine[Any, Any, float]) -> None:
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._deed = asyncio.create_task(deed)
        self._deed.add_done_callback(self._wake)

    @property
    def over(self) -> bool:
        return self._deed.done()

    async def rung(self, turn: int) -> float:
        """Wait until the deed is done; return or raise what came of it.

        Who has the lower turn wakes first, whoever began to wait first.
        """
        if not self.over:
            woken = asyncio.get_running_loop().create_future()
            self._waiting.append((turn, woken))
            await woken
        return self._deed.result()

    def _wake(self, _deed: asyncio.Task[float]) -> None:
        for _, woken in sorted(self._waiting, key=itemgetter(0)):
            if not woken.done():
                woken.set_result(None)


class Alarms:
    """Alarms by their moments: one timer for each, however many it is to wake."""

    def __init__(self, wait: Callable[[float], Awaitable[None]] = wait_until) -> None:
        self._wait = wait
        self._set: dict[float, Alarm] = {}

    async def wait_until(self, moment: float, turn: int) -> None:
        """Rest until `moment` of time.monotonic(), and wake in one's turn."""
        alarm = self._set.get(moment)
        if alarm is None:
            alarm = self._set[moment] = Alarm(self._ring(moment))
        await alarm.rung(turn)

    async def _ring(self, moment: float) -> float:
        try:
            await self._wait(moment)
        finally:
            self._set.pop(moment, None)
        return moment


def _timer(moment: float) -> int:
    """Return a file that can be read from the moment on."""
    timer = int(_libc.timerfd_create(_CLOCK_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC))
    if timer < 0:
        raise _refused()
    seconds, nanoseconds = divmod(int(moment * _NANO), _NANO)
    when = _Itimerspec(value=_Timespec(seconds, nanoseconds))
    if _libc.timerfd_settime(timer, _TFD_TIMER_ABSTIME, ctypes.byref(when), None) < 0:
        os.close(timer)
        raise _refused()
    return timer


def _refused() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))

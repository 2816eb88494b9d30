"""Waking at a moment and not at the next whole millisecond, which is all that an event loop does.

A loop rounds the time it rests up to milliseconds, counted from when it goes to rest: who waits
for the same moment wakes at another one, according to when the waiting began. Linux has timers
that are files (timerfd_create(2)); the loop looks at them as at any socket.
"""

import asyncio
import ctypes
import os
import time
import weakref
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from heapq import heappop, heappush
from itertools import count
from operator import itemgetter
from typing import Any

_CLOCK_MONOTONIC = 1  # the clock of time.monotonic
_TFD_TIMER_ABSTIME = 1
_NANO = 1_000_000_000
_RUNG = 8  # octets in which the file says how often


class _Timespec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _Itimerspec(ctypes.Structure):
    _fields_ = (("interval", _Timespec), ("value", _Timespec))


_libc = ctypes.CDLL(None, use_errno=True)
PRECISE = hasattr(_libc, "timerfd_create")

# Seconds. A loop wakes the later the longer it has rested, so all rest but so long at the end.
LAST = (0.002, 0.00025)


async def wait_until(moment: float) -> None:
    """Rest until `moment` of time.monotonic(); where there are no such timers, a little longer."""
    if moment <= time.monotonic():
        return
    if not PRECISE:
        await asyncio.sleep(moment - time.monotonic())
        return
    await _timer_of(asyncio.get_running_loop()).rung(moment)


class _Timer:
    """One file for all who rest in a loop, set to the first of their moments."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._file = _new_file()
        weakref.finalize(self, os.close, self._file)
        self._resting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._turns = count()
        loop.add_reader(self._file, self._ring)

    async def rung(self, moment: float) -> None:
        rest = asyncio.get_running_loop().create_future()
        if not self._resting or moment < self._resting[0][0]:
            _set(self._file, moment)  # before it is kept: should it fail, whoever is next sets it
        heappush(self._resting, (moment, next(self._turns), rest))
        await rest

    def _ring(self) -> None:
        with suppress(BlockingIOError):  # set anew since it rang
            os.read(self._file, _RUNG)
        while self._resting and self._resting[0][0] <= time.monotonic():
            _, _, rest = heappop(self._resting)
            if not rest.done():  # or given up
                rest.set_result(None)
        if self._resting:
            _set(self._file, self._resting[0][0])


# Neither is held here: a timer is held by its loop, and ends with it.
_timers = weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.ref[_Timer]]()


def _timer_of(loop: asyncio.AbstractEventLoop) -> _Timer:
    known = _timers.get(loop)
    timer = None if known is None else known()
    if timer is None:
        timer = _Timer(loop)
        _timers[loop] = weakref.ref(timer)
    return timer


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
    """Alarms by their moments: one for each, however many it is to wake."""

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
            for early in (*LAST, 0.0):
                await self._wait(moment - early)
        finally:
            self._set.pop(moment, None)
        return moment


def _new_file() -> int:
    """Return a timer's file, which can be read once the timer has rung."""
    file = int(_libc.timerfd_create(_CLOCK_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC))
    if file < 0:
        raise _refused()
    return file


def _set(file: int, moment: float) -> None:
    seconds, nanoseconds = divmod(int(moment * _NANO), _NANO)
    when = _Itimerspec(value=_Timespec(seconds, nanoseconds))
    if _libc.timerfd_settime(file, _TFD_TIMER_ABSTIME, ctypes.byref(when), None) < 0:
        raise _refused()


def _refused() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))

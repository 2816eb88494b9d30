import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from heyan.due import Bell, work_when_due

LONG = timedelta(hours=1)
SHORT = timedelta(milliseconds=1)


class Rows:
    """Rows that wait for work, and what the worker says of them."""

    def __init__(self, *answers: int | Exception, then: Callable[[], None]) -> None:
        self.answers = list(answers)
        self.then = then
        self.calls = 0

    async def work(self) -> int:
        self.calls += 1
        await asyncio.sleep(0)
        if not self.answers:
            self.then()
            return 0
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def stop() -> asyncio.Event:
    return asyncio.Event()


async def within_bounds(loop: asyncio.Task[None]) -> None:
    async with asyncio.timeout(10):
        await loop


async def test_work_goes_on_without_rest_while_there_are_rows(stop: asyncio.Event) -> None:
    rows = Rows(3, 2, 1, then=stop.set)
    await within_bounds(asyncio.create_task(work_when_due(rows.work, stop, Bell(), LONG)))
    assert rows.calls == 4


async def test_a_rest_ends_by_itself(stop: asyncio.Event) -> None:
    rows = Rows(0, 0, then=stop.set)
    await within_bounds(asyncio.create_task(work_when_due(rows.work, stop, Bell(), SHORT)))
    assert rows.calls == 3


async def test_the_bell_ends_a_rest(stop: asyncio.Event) -> None:
    resting, bell = asyncio.Event(), Bell()
    rows = Rows(then=resting.set)
    loop = asyncio.create_task(work_when_due(rows.work, stop, bell, LONG))
    for _ in range(3):
        async with asyncio.timeout(10):
            await resting.wait()
        resting.clear()
        bell.ring()
    async with asyncio.timeout(10):
        await resting.wait()
    stop.set()
    await within_bounds(loop)
    assert rows.calls == 4


async def test_a_ring_during_work_is_not_missed(stop: asyncio.Event) -> None:
    bell = Bell()
    calls = 0

    async def work() -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            stop.set()
        else:
            bell.ring()
        return 0

    await within_bounds(asyncio.create_task(work_when_due(work, stop, bell, LONG)))
    assert calls == 2


async def test_one_ring_wakes_every_loop(stop: asyncio.Event) -> None:
    bell = Bell()
    resting = [asyncio.Event(), asyncio.Event()]
    rows = [Rows(then=event.set) for event in resting]
    loops = [asyncio.create_task(work_when_due(each.work, stop, bell, LONG)) for each in rows]
    for _ in range(2):
        async with asyncio.timeout(10):
            await asyncio.gather(*(event.wait() for event in resting))
        for event in resting:
            event.clear()
        bell.ring()
    async with asyncio.timeout(10):
        await asyncio.gather(*(event.wait() for event in resting))
    stop.set()
    for loop in loops:
        await within_bounds(loop)


async def test_stop_ends_a_long_rest(stop: asyncio.Event) -> None:
    rested = asyncio.Event()
    rows = Rows(then=rested.set)
    loop = asyncio.create_task(work_when_due(rows.work, stop, Bell(), LONG))
    await rested.wait()
    stop.set()
    await within_bounds(loop)


async def test_a_fault_is_told_once_and_costs_one_rest(
    stop: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    rows = Rows(ZeroDivisionError("by zero"), 1, then=stop.set)
    with caplog.at_level(logging.INFO):
        await within_bounds(
            asyncio.create_task(work_when_due(rows.work, stop, Bell(), SHORT, name="Expiry"))
        )
    (record,) = caplog.records
    assert record.getMessage().startswith("Expiry failed")
    assert record.exc_info is not None
    assert rows.calls == 3


async def test_a_fault_is_not_tried_again_by_the_bell(stop: asyncio.Event) -> None:
    bell = Bell()
    failed = asyncio.Event()
    calls = 0

    async def work() -> int:
        nonlocal calls
        calls += 1
        failed.set()
        raise ZeroDivisionError

    loop = asyncio.create_task(work_when_due(work, stop, bell, LONG))
    await failed.wait()
    for _ in range(5):
        await asyncio.sleep(0)
        bell.ring()
    stop.set()
    await within_bounds(loop)
    assert calls == 1

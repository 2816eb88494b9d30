"""Whoever waits for a moment wakes at it, and leaves nothing open."""

import asyncio
import gc
import time
from pathlib import Path

import pytest

from heyan.web.portal import alarm
from heyan.web.portal.alarm import LAST, Alarm, Alarms, wait_until

SOON = 0.0031


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("there", ["with such timers", "without"])
async def test_nobody_wakes_before_the_moment(there: str, monkeypatch: pytest.MonkeyPatch) -> None:
    precise = alarm.PRECISE and there == "with such timers"
    monkeypatch.setattr(alarm, "PRECISE", precise)
    moments = [time.monotonic() + SOON * n for n in range(1, 6)]

    async def woken(moment: float) -> float:
        await wait_until(moment)
        return time.monotonic()

    for moment, at in zip(moments, await asyncio.gather(*map(woken, moments)), strict=True):
        assert at >= moment - (0 if precise else time.get_clock_info("monotonic").resolution)


async def test_a_moment_that_is_over_is_not_waited_for() -> None:
    async with asyncio.timeout(0):
        await wait_until(time.monotonic())
        await wait_until(-1.0)


def test_all_who_rest_in_a_loop_share_one_file_and_it_goes_with_the_loop() -> None:
    async def rest() -> int:
        waiting = [asyncio.create_task(wait_until(time.monotonic() + 3600)) for _ in range(5)]
        await wait_until(time.monotonic() + SOON)
        for task in waiting:
            task.cancel()
        return open_files()

    before = open_files()
    with asyncio.Runner() as runner:
        idle = runner.run(_count_files())
        assert runner.run(rest()) == idle + (1 if alarm.PRECISE else 0)
    del runner
    gc.collect()
    assert open_files() == before


async def _count_files() -> int:
    return open_files()


async def test_who_comes_later_for_a_sooner_moment_does_not_wait_for_the_others() -> None:
    late = asyncio.create_task(wait_until(time.monotonic() + 3600))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await wait_until(time.monotonic() + SOON)
    assert not late.done()
    late.cancel()


async def test_who_gives_up_takes_the_alarm_from_nobody() -> None:
    alarms = Alarms()
    moment = time.monotonic() + 10 * SOON
    waiting = [asyncio.create_task(alarms.wait_until(moment, turn)) for turn in range(5)]
    other = asyncio.create_task(alarms.wait_until(moment + SOON, 5))
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.gather(*waiting[1:])
    assert time.monotonic() >= moment
    await other


@pytest.mark.rule("R19")
async def test_they_wake_in_their_turns_whoever_waited_first() -> None:
    alarms, woken = Alarms(), list[int]()
    moment = time.monotonic() + SOON

    async def wait(turn: int) -> None:
        await alarms.wait_until(moment, turn)
        woken.append(turn)

    await asyncio.gather(*map(wait, (3, 1, 5, 2, 4)))
    assert woken == [1, 2, 3, 4, 5]


async def test_an_alarm_that_is_taken_away_leaves_nobody_waiting() -> None:
    async def never() -> float:
        await asyncio.Event().wait()
        return 0.0

    others = asyncio.all_tasks()
    given_up = Alarm(never())
    (deed,) = asyncio.all_tasks() - others
    waiting = asyncio.create_task(given_up.rung(1))
    deed.cancel()  # before its first step, as the end of a loop may
    done, _ = await asyncio.wait([waiting], timeout=10)
    assert done
    assert given_up.over


@pytest.mark.rule("R19")
async def test_all_rest_for_the_same_time_at_the_end() -> None:
    rests = list[float]()

    async def rest(moment: float) -> None:
        rests.append(moment)

    await Alarms(rest).wait_until(100.0, 1)
    assert rests == [*(100.0 - early for early in LAST), 100.0]
    assert sorted(rests) == rests


@pytest.mark.skipif(not alarm.PRECISE, reason="there is no timer that could fail")
async def test_a_timer_that_could_not_be_set_keeps_nobody_else_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_file: int, _moment: float) -> None:
        raise OSError

    with monkeypatch.context() as once:
        once.setattr(alarm, "_set", refuse)
        with pytest.raises(OSError, match=r"^$"):
            await wait_until(time.monotonic() + SOON)
    async with asyncio.timeout(10):
        await wait_until(time.monotonic() + 2 * SOON)

"""Forms that come soon after one another go in together; who comes alone waits for nothing."""

import asyncio
from datetime import timedelta

import pytest

from heyan.web.portal.gate import Gate


class HandClock:
    """Time that passes only where a test says so; who waits is woken when it has come."""

    def __init__(self) -> None:
        self.time = 100.0
        self._passed = asyncio.Event()

    def __call__(self) -> float:
        return self.time

    async def wait_until(self, moment: float) -> None:
        while self.time < moment:
            await self._passed.wait()

    async def go_to(self, moment: float) -> None:
        """Let time pass, and everybody who is woken by it go as far as they can."""
        self.time = moment
        self._passed.set()
        self._passed = asyncio.Event()
        await settled()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def gate_at(clock: HandClock) -> Gate:
    return Gate(timedelta(milliseconds=8), now=clock, wait_until=clock.wait_until)


async def test_who_comes_alone_goes_in_at_once() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    assert await gate.passed() == 100
    clock.time = 100.008
    assert await gate.passed() == pytest.approx(100.008)


async def test_who_comes_soon_after_another_waits_for_company() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await gate.passed()
    clock.time = 100.001
    second = asyncio.create_task(gate.passed())
    await settled()
    clock.time = 100.007
    third = asyncio.create_task(gate.passed())
    await settled()
    assert not second.done()
    await clock.go_to(100.009)
    # It is told when the gate opened, not when it should have: floors are counted from there.
    assert second.result() == third.result() == pytest.approx(100.009)


async def test_it_is_shut_again_behind_those_who_went_in_together() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await gate.passed()
    second = asyncio.create_task(gate.passed())
    await settled()
    await clock.go_to(100.008)
    assert second.done()
    clock.time = 100.01
    third = asyncio.create_task(gate.passed())
    await settled()
    assert not third.done()
    await clock.go_to(100.016)
    assert third.result() == pytest.approx(100.016)


async def test_who_leaves_while_it_is_shut_keeps_nobody_out() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await gate.passed()
    leaver, stayer = (asyncio.create_task(gate.passed()) for _ in range(2))
    await settled()
    leaver.cancel()
    await settled()
    await clock.go_to(100.008)
    assert leaver.cancelled()
    assert stayer.result() == pytest.approx(100.008)


async def test_a_timer_that_fails_leaves_the_gate_usable() -> None:
    clock = HandClock()

    async def refused(_moment: float) -> None:
        raise OSError("too many open files")

    gate = Gate(timedelta(milliseconds=8), now=clock, wait_until=refused)
    await gate.passed()
    with pytest.raises(OSError, match="too many open files"):
        await gate.passed()
    clock.time = 101
    assert await gate.passed() == 101

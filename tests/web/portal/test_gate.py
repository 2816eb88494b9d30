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


class Visitor:
    """Goes in, and stays until let out."""

    def __init__(self, gate: Gate) -> None:
        self.went_in: float | None = None
        self.inside, self.may_leave = asyncio.Event(), asyncio.Event()
        self.visit = asyncio.create_task(self._visit(gate))

    async def _visit(self, gate: Gate) -> None:
        async with gate.passed() as moment:
            self.went_in = moment
            self.inside.set()
            await self.may_leave.wait()

    async def leave(self) -> None:
        self.may_leave.set()
        await self.visit
        await settled()


async def come(gate: Gate) -> Visitor:
    visitor = Visitor(gate)
    await settled()
    return visitor


def gate_at(clock: HandClock, patience: timedelta = timedelta(days=1)) -> Gate:
    step = timedelta(milliseconds=8)
    return Gate(step, patience, now=clock, wait_until=clock.wait_until)


async def test_who_comes_alone_goes_in_at_once() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    first = await come(gate)
    assert first.went_in == 100
    await first.leave()
    clock.time = 100.008
    assert (await come(gate)).went_in == pytest.approx(100.008)


async def test_who_comes_soon_after_another_waits_for_company() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await (await come(gate)).leave()
    clock.time = 100.001
    second = await come(gate)
    clock.time = 100.007
    third = await come(gate)
    assert second.went_in is None
    await clock.go_to(100.009)
    # It is told when the gate opened, not when it should have: floors are counted from there.
    assert second.went_in == third.went_in == pytest.approx(100.009)


async def test_it_is_shut_again_behind_those_who_went_in_together() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await (await come(gate)).leave()
    second = await come(gate)
    await clock.go_to(100.008)
    await second.leave()
    clock.time = 100.01
    third = await come(gate)
    assert third.went_in is None
    await clock.go_to(100.016)
    assert third.went_in == pytest.approx(100.016)


async def test_it_stays_shut_while_somebody_is_inside() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    first = await come(gate)
    clock.time = 100.02
    second = await come(gate)
    await clock.go_to(100.03)
    assert second.went_in is None
    await first.leave()
    assert second.went_in == pytest.approx(100.03)


async def test_who_stays_inside_too_long_keeps_nobody_out() -> None:
    clock = HandClock()
    gate = gate_at(clock, patience=timedelta(0))
    await come(gate)
    clock.time = 100.02
    second = await come(gate)
    await asyncio.wait_for(second.inside.wait(), 10)
    assert second.went_in == pytest.approx(100.02)


async def test_who_leaves_while_it_is_shut_keeps_nobody_out() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await (await come(gate)).leave()
    leaver, stayer = await come(gate), await come(gate)
    leaver.visit.cancel()
    await settled()
    await clock.go_to(100.008)
    assert leaver.went_in is None
    assert stayer.went_in == pytest.approx(100.008)


async def test_who_comes_to_grief_inside_is_out() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    with pytest.raises(LookupError):
        async with gate.passed():
            raise LookupError
    clock.time = 100.008
    assert (await come(gate)).went_in == pytest.approx(100.008)


async def test_a_timer_that_fails_leaves_the_gate_usable() -> None:
    clock = HandClock()

    async def refused(_moment: float) -> None:
        raise OSError("too many open files")

    gate = Gate(now=clock, wait_until=refused)
    async with gate.passed():
        pass
    with pytest.raises(OSError, match="too many open files"):
        async with gate.passed():
            pass
    clock.time = 101
    async with gate.passed() as moment:
        assert moment == 101

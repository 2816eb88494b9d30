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


TIANJIN, GANSU, TIBET = 120000, 620000, 540000


class Visitor:
    """Comes to the gate of a portal."""

    def __init__(self, gate: Gate, portal: int) -> None:
        self.coming = asyncio.create_task(gate.passed(portal))

    @property
    def went_in(self) -> float | None:
        return self.coming.result().at if self.coming.done() else None


async def come(gate: Gate, portal: int = TIANJIN) -> Visitor:
    visitor = Visitor(gate, portal)
    await settled()
    return visitor


def gate_at(clock: HandClock) -> Gate:
    return Gate(timedelta(milliseconds=8), now=clock, wait_until=clock.wait_until)


async def test_who_comes_alone_goes_in_at_once() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    assert (await come(gate)).went_in == 100
    clock.time = 100.008
    assert (await come(gate)).went_in == pytest.approx(100.008)


async def test_who_come_in_one_turn_of_the_loop_go_in_together() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await come(gate)
    clock.time = 100.02  # the house was busy, and meanwhile three have come
    three = [Visitor(gate, TIANJIN) for _ in range(3)]
    await settled()
    assert [each.went_in for each in three] == [100.02] * 3
    assert (await come(gate)).went_in is None


async def test_what_else_is_done_in_that_turn_does_not_move_the_opening() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    alone = Visitor(gate, TIANJIN)
    await asyncio.sleep(0)
    clock.time = 100.005  # somebody inside works on, in the same turn
    await settled()
    assert alone.went_in == 100
    clock.time = 100.008
    assert (await come(gate)).went_in == 100.008


async def test_who_comes_soon_after_another_waits_for_company() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await come(gate)
    clock.time = 100.001
    second = await come(gate)
    clock.time = 100.007
    third = await come(gate)
    assert second.went_in is None
    await clock.go_to(100.009)
    # It is told when the gate opened, not when it should have: floors are counted from there.
    assert second.went_in == third.went_in == pytest.approx(100.009)
    assert second.coming.result().turn < third.coming.result().turn


async def test_it_is_shut_again_behind_those_who_went_in_together() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await come(gate)
    await come(gate)
    await clock.go_to(100.008)
    clock.time = 100.01
    third = await come(gate)
    assert third.went_in is None
    await clock.go_to(100.016)
    assert third.went_in == pytest.approx(100.016)


async def test_for_the_forms_of_several_portals_it_gives_more_time() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await come(gate)
    for portal in (TIANJIN, GANSU, TIBET, GANSU):
        await come(gate, portal)
    await clock.go_to(100.008)
    clock.time = 100.0181
    assert (await come(gate)).went_in is None
    await clock.go_to(100.019)  # a step, and 1.5 ms for each portal but the first
    await clock.go_to(100.027)
    assert (await come(gate)).went_in == pytest.approx(100.027)


async def test_however_many_portals_there_are_nobody_waits_long() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await come(gate)
    for portal in range(100):
        await come(gate, portal)
    await clock.go_to(100.008)
    clock.time = 100.048
    assert (await come(gate)).went_in == pytest.approx(100.048)


async def test_who_leaves_while_it_is_shut_keeps_nobody_out() -> None:
    clock = HandClock()
    gate = gate_at(clock)
    await come(gate)
    leaver, stayer = await come(gate), await come(gate)
    leaver.coming.cancel()
    await settled()
    await clock.go_to(100.008)
    assert leaver.coming.cancelled()
    assert stayer.went_in == pytest.approx(100.008)


async def test_a_timer_that_fails_leaves_the_gate_usable() -> None:
    clock = HandClock()

    async def refused(_moment: float) -> None:
        raise OSError("too many open files")

    gate = Gate(now=clock, wait_until=refused)
    await gate.passed(TIANJIN)
    with pytest.raises(OSError, match="too many open files"):
        await gate.passed(TIANJIN)
    clock.time = 101
    assert (await gate.passed(TIANJIN)).at == 101

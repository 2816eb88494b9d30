"""The sandbox's clock: turned for all processes, remembered, and never outside the sandbox."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.casework.sandbox_clock import TurnableClock, advance_clock, follow_clock
from heyan.rules.refusals import NotInSandbox
from tests.conftest import MORNING
from tests.fakes.clock import Clock

HOUR = timedelta(hours=1)


def turnable(desk: Desk, real: Clock) -> tuple[Desk, TurnableClock]:
    clock = TurnableClock(real)
    return replace(desk, clock=clock), clock


def test_a_clock_may_run_fast(clock: Clock) -> None:
    fast = TurnableClock(clock, speed=60)
    assert fast() == MORNING
    clock.turn(timedelta(seconds=2))
    assert fast() == MORNING + timedelta(minutes=2)


async def test_other_processes_follow_and_a_restart_forgets_nothing(
    desk: Desk, other_desk: Desk, clock: Clock
) -> None:
    here, _ = turnable(desk, clock)
    there, their_clock = turnable(other_desk, clock)
    assert await advance_clock(here, HOUR) == MORNING + HOUR
    assert their_clock() == MORNING
    await follow_clock(there)
    assert their_clock() == MORNING + HOUR
    assert await advance_clock(there, HOUR) == MORNING + 2 * HOUR
    restarted, its_clock = turnable(desk, clock)
    await follow_clock(restarted)
    assert its_clock() == MORNING + 2 * HOUR


async def test_links_look_at_once_when_the_clock_was_turned(desk: Desk, clock: Clock) -> None:
    rung: list[str] = []
    here, _ = turnable(replace(desk, ring_for_messages=lambda: rung.append("ring")), clock)
    await advance_clock(here, HOUR)
    assert rung == ["ring"]


async def test_nobody_turns_real_time(desk: Desk, clock: Clock) -> None:
    here, turned = turnable(desk, clock)
    await advance_clock(here, HOUR)
    live = replace(here, sandbox=False)
    with pytest.raises(NotInSandbox):
        await advance_clock(live, HOUR)
    with pytest.raises(NotInSandbox):
        await advance_clock(desk, HOUR)  # its clock is turned by the test's own hand
    assert turned() == MORNING + HOUR
    turned.ahead = timedelta()
    await follow_clock(live)
    assert turned() == MORNING

"""Answers leave at full steps after their questions, whatever was done in between."""

from datetime import timedelta

import pytest

from heyan.web.portal.step import Steps


class HandClock:
    """Time that passes only where a test says so, or where somebody sleeps."""

    def __init__(self) -> None:
        self.time = 100.0
        self.slept = 0

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept += 1
        self.time += seconds


def steps(clock: HandClock, step: timedelta) -> Steps:
    return Steps(step, now=clock, sleep=clock.sleep)


@pytest.mark.rule("R19")
@pytest.mark.parametrize(
    ("took", "left_after"), [(0.0, 0.05), (0.001, 0.05), (0.049, 0.05), (0.051, 0.1), (0.12, 0.15)]
)
async def test_what_took_longer_leaves_at_the_same_step(took: float, left_after: float) -> None:
    clock = HandClock()
    async with steps(clock, timedelta(milliseconds=50)).kept():
        clock.time += took
    assert clock.time - 100 == pytest.approx(left_after)


async def test_a_fault_is_not_held_back() -> None:
    clock = HandClock()
    with pytest.raises(LookupError):
        async with steps(clock, timedelta(milliseconds=50)).kept():
            raise LookupError
    assert clock.slept == 0


async def test_without_a_step_nothing_is_held_back() -> None:
    clock = HandClock()
    async with steps(clock, timedelta()).kept():
        clock.time += 1
    assert clock.slept == 0

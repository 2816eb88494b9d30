"""Answers leave no sooner than the floor after their questions, whatever was done in between."""

from datetime import timedelta

import pytest

from heyan.web.portal.floor import Floor
from heyan.web.portal.gate import Entry


class HandClock:
    """Time that passes only where a test says so, or where somebody waits for a moment."""

    def __init__(self) -> None:
        self.time = 100.0
        self.waits = 0

    def __call__(self) -> float:
        return self.time

    async def wait_until(self, moment: float, _turn: int) -> None:
        self.waits += 1
        self.time = moment


def floor(clock: HandClock, milliseconds: int) -> Floor:
    return Floor(timedelta(milliseconds=milliseconds), now=clock, wait_until=clock.wait_until)


@pytest.mark.rule("R19")
@pytest.mark.parametrize("took", [0.0, 0.001, 0.009, 0.0149])
async def test_what_took_less_leaves_at_the_same_moment(took: float) -> None:
    clock = HandClock()
    entry = Entry(clock.time, 1)
    clock.time += took
    await floor(clock, 15).reached(entry)
    assert clock.time - 100 == pytest.approx(0.015)


async def test_what_took_longer_is_not_held_back_any_more() -> None:
    clock = HandClock()
    entry = Entry(clock.time, 1)
    clock.time += 0.016
    await floor(clock, 15).reached(entry)
    assert clock.time - 100 == pytest.approx(0.016)
    assert clock.waits == 0


async def test_without_a_floor_nothing_is_held_back() -> None:
    clock = HandClock()
    await floor(clock, 0).reached(Entry(clock.time, 1))
    assert clock.waits == 0

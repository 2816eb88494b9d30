"""Several processes do a round: each thing once, and none that fails goes unnoticed."""

import asyncio
import dataclasses
from collections.abc import Sequence

import pytest

from heyan.bench.crowd import Person
from heyan.bench.hands import open_hands
from heyan.bench.rounds import Timed
from heyan.bench.stage import Miscounted, Stage
from heyan.bench.verify import answer_some
from heyan.casework.desk import Desk
from tests.bench.conftest import COUNT


async def test_two_processes_divide_the_crowd_and_commit_every_answer(stage: Stage) -> None:
    async with open_hands(stage, 2, 8, asyncio.run, answer_some, stage.crowd) as hands:
        for _ in range(2):  # they wait to be told again
            await stage.set()
            timed = await hands.work()
            assert timed.count == len(timed.each) == COUNT
            assert timed.used
            assert timed.seconds >= max(timed.each)
            assert await stage.count_states() == {"reviewing": COUNT}


async def test_a_process_that_is_told_something_else_says_so(stage: Stage) -> None:
    await stage.set()
    first, *others = stage.crowd
    wrong = dataclasses.replace(first.given, tail="nobody")
    crowd = (dataclasses.replace(first, given=wrong), *others)
    async with open_hands(stage, 2, 4, asyncio.run, answer_some, crowd) as hands:
        with pytest.raises(Miscounted, match="not_found"):
            await hands.work()


async def tell_share(_: Desk, crowd: Sequence[Person], waiting: int) -> Timed:
    """Say how many are to wait at any time, in place of working."""
    return Timed(len(crowd), 0.0, (float(waiting),), 1.5)


@pytest.mark.parametrize(("processes", "shares"), [(2, [4, 4]), (3, [2, 2, 2]), (10, [1] * 10)])
async def test_those_who_wait_are_divided_too_and_the_processors_time_is_added_up(
    stage: Stage, processes: int, shares: list[float]
) -> None:
    hands = open_hands(stage, processes, 8, asyncio.run, tell_share, stage.crowd)
    async with hands as working:
        timed = await working.work()
    assert timed.each == shares
    assert timed.used == 1.5 * processes

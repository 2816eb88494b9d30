import dataclasses
from functools import partial

import pytest

from heyan.bench import limits, verify
from heyan.bench.crowd import PROVINCES
from heyan.bench.ground import Place
from heyan.bench.stage import Miscounted, Scale, Stage, open_stages
from heyan.bench.verify import answer_some
from tests.bench.conftest import COUNT, OPEN


async def test_every_answer_is_committed_and_nothing_else(stage: Stage) -> None:
    await stage.set()
    timed = await verify.answer_all(stage, partial(answer_some, stage.desk, stage.crowd, 16))
    assert timed.count == len(timed.each) == COUNT
    async with stage.desk.database.read() as tx:
        states = "select state, count(*) from challenges group by 1 order by 1"
        assert [tuple(row) for row in await tx.fetch(states)] == [
            ("met", COUNT),
            ("open", OPEN - COUNT),
        ]
        events = "select type, count(*) from trail where seq > 3 * $1 group by 1"
        new = await tx.fetchval("select count(*) from trail") - 3 * OPEN
        assert new == 2 * COUNT, events


async def test_pgbench_leaves_the_same_states_behind(stage: Stage) -> None:
    await stage.set()
    timed = await limits.run(stage.url, "bench_answer", COUNT, clients=4)
    assert timed.count == COUNT
    assert await stage.count_states() == {"reviewing": COUNT}


async def test_pgbench_works_the_cases_of_the_province_that_is_asked(place: Place) -> None:
    async with open_stages(place, Scale((OPEN,), COUNT, 1, provinces=1)) as (stage,):
        await stage.set()
        await limits.run(stage.url, "bench_answer", len(stage.crowd), clients=4)
        assert {person.case.province for person in stage.crowd} == {PROVINCES[0]}
        assert await stage.count_states() == {"reviewing": len(stage.crowd)}


async def test_an_answer_that_is_not_right_ends_the_measurement(stage: Stage) -> None:
    await stage.set()
    first, *others = stage.crowd
    wrong = dataclasses.replace(first.given, tail="nobody")
    crowd = (dataclasses.replace(first, given=wrong), *others)
    with pytest.raises(ExceptionGroup) as raised:
        await answer_some(stage.desk, crowd, 4)
    assert raised.group_contains(Miscounted, match="not_found")


async def test_sizes_are_measured_by_turns(place: Place) -> None:
    compared = await verify.measure(place, Scale((2 * COUNT, COUNT), 2 * COUNT, 2), waiting=8)
    assert [each.open_cases for each in compared] == [COUNT, 2 * COUNT]
    assert {each.count for each in compared} == {COUNT}
    assert compared[0].of_smallest == 1
    assert all(each.ratio > 0 for each in compared)

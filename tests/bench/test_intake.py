import asyncio
from functools import partial

import pytest

from heyan.bench import intake, limits
from heyan.bench.ground import Place
from heyan.bench.hands import open_hands
from heyan.bench.stage import Miscounted, Scale, Stage
from tests.bench.conftest import COUNT


async def test_every_filing_has_its_case_and_a_round_leaves_none_behind(stage: Stage) -> None:
    documents = [intake.document(each) for each in stage.crowd]
    take = partial(intake.take_some, stage.desk, documents, 16)
    for _ in range(2):
        await stage.set()
        timed = await intake.take_all(stage, take)
        assert timed.count == len(timed.each) == COUNT
        assert await stage.count_new() == dict.fromkeys(("cases", "challenges", "messages"), COUNT)


async def test_two_processes_take_every_filing_in_once(stage: Stage) -> None:
    documents = [intake.document(each) for each in stage.crowd]
    async with open_hands(stage, 2, 8, asyncio.run, intake.take_some, documents) as hands:
        for _ in range(2):
            await stage.set()
            timed = await intake.take_all(stage, hands.work)
            assert timed.count == len(timed.each) == COUNT
            assert timed.used


async def test_a_filing_that_was_known_before_ends_the_measurement(stage: Stage) -> None:
    await stage.set()
    documents = [intake.document(each) for each in stage.crowd]
    twice = [documents[0], *documents[:-1]]
    with pytest.raises(Miscounted, match=f"there are .*{COUNT - 1}"):
        await intake.take_all(stage, partial(intake.take_some, stage.desk, twice, 16))


async def test_pgbench_leaves_as_many_rows_behind(stage: Stage) -> None:
    await stage.set()
    await limits.run(stage.url, "bench_take_in", COUNT, clients=4)
    assert await stage.count_new() == dict.fromkeys(("cases", "challenges", "messages"), COUNT)


async def test_it_is_measured_beside_pgbench(place: Place) -> None:
    for processes in (1, 2):
        (compared,) = await intake.measure(place, Scale((COUNT,), COUNT, 2), 8, processes)
        assert (compared.count, compared.rounds) == (COUNT, 2)

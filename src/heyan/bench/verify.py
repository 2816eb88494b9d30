"""`bench verify`: answers a second, from casework to the commit, without HTTP."""

import asyncio
from collections.abc import Iterator
from functools import partial

from heyan.bench import limits
from heyan.bench.crowd import Person
from heyan.bench.ground import Place
from heyan.bench.rounds import Compared, Contest, Timed, Watch, compare
from heyan.bench.stage import Miscounted, Scale, Stage, open_stages
from heyan.casework.answers.answering import Verdict, give_answer


async def measure(place: Place, scale: Scale, waiting: int) -> list[Compared]:
    """Have the crowd answer, so many waiting at any time, beside pgbench."""
    async with open_stages(place, scale) as stages:
        return await compare([_contest(stage, waiting) for stage in stages], scale.rounds)


def _contest(stage: Stage, waiting: int) -> Contest:
    limit = partial(limits.run, stage.url, "bench_answer", len(stage.crowd))
    return Contest(stage.open_cases, stage.set, partial(answer_all, stage, waiting), limit)


async def answer_all(stage: Stage, waiting: int) -> Timed:
    """Have everybody answer once; each must be told that all is done, and it must be so."""
    queue, watch = iter(stage.crowd), Watch()
    async with asyncio.TaskGroup() as group:
        for _ in range(waiting):
            group.create_task(_answer(stage, queue, watch))
    timed = watch.read()
    states = await stage.count_states()
    if states != {"reviewing": len(stage.crowd)}:
        raise Miscounted(f"{len(stage.crowd)} answered, and the cases stand so: {states}")
    return timed


async def _answer(stage: Stage, queue: Iterator[Person], watch: Watch) -> None:
    for each in queue:
        await watch.time(_answer_one(stage, each))


async def _answer_one(stage: Stage, each: Person) -> None:
    answered = await give_answer(stage.desk, each.case.province, each.given, each.caller)
    if answered.verdict is not Verdict.ALL_MET:
        raise Miscounted(f"case {each.case}: {answered.verdict}")

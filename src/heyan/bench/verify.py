"""`bench verify`: answers a second, from casework to the commit, without HTTP."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial

from heyan.bench import limits
from heyan.bench.crowd import Person
from heyan.bench.ground import Place
from heyan.bench.hands import Run, at_work, work_off
from heyan.bench.rounds import Compared, Contest, Round, Timed, compare
from heyan.bench.stage import Miscounted, Scale, Stage, open_stages
from heyan.casework.answers.answering import Verdict, give_answer
from heyan.casework.desk import Desk


async def measure(
    place: Place, scale: Scale, waiting: int, processes: int = 1, run: Run = asyncio.run
) -> list[Compared]:
    """Have the crowd answer, so many waiting at any time, beside pgbench."""
    async with AsyncExitStack() as stack:
        stages = await stack.enter_async_context(open_stages(place, scale))
        contests = []
        for stage in stages:
            working = at_work(stage, processes, waiting, run, answer_some, stage.crowd)
            contests.append(_contest(stage, await stack.enter_async_context(working)))
        return await compare(contests, scale.rounds)


def _contest(stage: Stage, answer: Round) -> Contest:
    limit = partial(limits.run, stage.url, "bench_answer", len(stage.crowd))
    return Contest(stage.open_cases, stage.set, partial(answer_all, stage, answer), limit)


async def answer_all(stage: Stage, answer: Round) -> Timed:
    """Have everybody answer once; each must be told that all is done, and it must be so."""
    timed = await answer()
    states = await stage.count_states()
    if states != {"reviewing": len(stage.crowd)}:
        raise Miscounted(f"{len(stage.crowd)} answered, and the cases stand so: {states}")
    return timed


async def answer_some(desk: Desk, crowd: Sequence[Person], waiting: int) -> Timed:
    """Have these people answer once, so many waiting at any time."""
    return await work_off(crowd, waiting, partial(_answer, desk))


async def _answer(desk: Desk, each: Person) -> None:
    answered = await give_answer(desk, each.case.province, each.given, each.caller)
    if answered.verdict is not Verdict.ALL_MET:
        raise Miscounted(f"case {each.case}: {answered.verdict}")

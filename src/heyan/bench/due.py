"""`bench due`: decisions a second when time acts on cases: half expire, half are sent once more."""

import asyncio
from dataclasses import replace
from functools import partial

from heyan.bench import limits
from heyan.bench.crowd import row_of
from heyan.bench.ground import Place
from heyan.bench.rounds import Compared, Contest, Timed, Watch, compare
from heyan.bench.stage import DUE, Miscounted, Scale, Stage, open_stages
from heyan.casework.timing import Sweep, work_due_cases


async def measure(place: Place, scale: Scale, workers: int) -> list[Compared]:
    """Have workers decide what is due, beside pgbench."""
    async with open_stages(place, replace(scale, choose=row_of)) as stages:
        return await compare([_contest(stage, workers) for stage in stages], scale.rounds)


def _contest(stage: Stage, workers: int) -> Contest:
    limit = partial(limits.run, stage.url, "bench_decide", len(stage.crowd))
    ours = partial(decide_all, stage, workers)
    return Contest(stage.open_cases, partial(stage.set, DUE), ours, limit)


async def decide_all(stage: Stage, workers: int) -> Timed:
    """Decide until nothing is due; each worker is what one process of a house runs."""
    watch = Watch()
    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(_decide(stage, watch))
    timed = watch.read(len(stage.crowd))
    states = await stage.count_states()
    expired, resent = states.get("returned", 0), states.get("verifying", 0)
    if expired + resent != len(stage.crowd) or abs(expired - resent) > 1:
        raise Miscounted(f"{len(stage.crowd)} were due, and the cases stand so: {states}")
    return timed


async def _decide(stage: Stage, watch: Watch) -> None:
    found, sweep = 1, Sweep()

    async def work() -> None:
        nonlocal found
        found = await work_due_cases(stage.desk, sweep=sweep)

    while found:
        await watch.time(work())

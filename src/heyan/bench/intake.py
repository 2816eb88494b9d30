"""`bench intake`: filings a second, from the parsed line to the commit, as a file is taken in."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from heyan.bench import limits
from heyan.bench.crowd import NAME, Person
from heyan.bench.ground import Place
from heyan.bench.hands import Run, at_work, work_off
from heyan.bench.rounds import Compared, Contest, Round, Timed, compare
from heyan.bench.stage import Miscounted, Scale, Stage, open_stages
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import take_in
from heyan.casework.people import Provider
from heyan.rules.documents import check_digit

Document = dict[str, Any]

PROVIDER = Provider(1, "bench 1")
_BIRTHS, _ORDERS = 28, 1_000


async def measure(
    place: Place, scale: Scale, waiting: int, processes: int = 1, run: Run = asyncio.run
) -> list[Compared]:
    """Take filings in, so many waiting at any time, beside pgbench."""
    async with AsyncExitStack() as stack:
        stages = await stack.enter_async_context(open_stages(place, scale))
        contests = []
        for stage in stages:
            documents = [document(each) for each in stage.crowd]
            working = at_work(stage, processes, waiting, run, take_some, documents)
            contests.append(_contest(stage, await stack.enter_async_context(working)))
        return await compare(contests, scale.rounds)


def _contest(stage: Stage, take: Round) -> Contest:
    limit = partial(limits.run, stage.url, "bench_take_in", len(stage.crowd))
    return Contest(stage.open_cases, stage.set, partial(take_all, stage, take), limit)


async def take_all(stage: Stage, take: Round) -> Timed:
    """Take a filing in for each of the crowd; it must have its case, challenge and message."""
    timed = await take()
    new = await stage.count_new()
    if {timed.count, *new.values()} != {len(stage.crowd)}:
        raise Miscounted(f"{timed.count} of {len(stage.crowd)} were taken in, and there are {new}")
    return timed


async def take_some(desk: Desk, documents: Sequence[Document], waiting: int) -> Timed:
    """Take these filings in, so many waiting at any time."""
    return await work_off(documents, waiting, partial(take_in, desk, PROVIDER))


def document(of: Person) -> Document:
    """Write a filing of a new subject with one site, for both of which one person answers.

    Who files has filed before: their number is asked already.
    """
    card = f"12010119880{1 + of.place % 9}{1 + of.place // 9 % _BIRTHS:02}{of.place % _ORDERS:03}"
    principal = {
        "name": "李海",
        "document": {"type": 2, "number": card + check_digit(card)},
        "mobiles": [of.given.mobile],
        "emergency_phone": "022-23456789",
        "email": f"office{of.place}@haihe.example",
    }
    return {
        "reference": f"ORDER-{of.place}",
        "kind": "new_filing",
        "province": str(of.case.province),
        "subject": {
            "name": "天津海河科技有限公司",
            "nature": 4,
            "document": {"type": 1, "number": "91120101MA4406711K"},
            "address": "天津市和平区南京路1号",
            "principal": principal,
        },
        "sites": [
            {
                "name": NAME,
                "domains": [f"haihe{of.place}.example"],
                "home_url": f"www.haihe{of.place}.example",
                "principal": principal,
                "access": {"method": 1, "location": str(of.case.province), "ips": ["203.0.113.7"]},
            }
        ],
    }

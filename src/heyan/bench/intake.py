"""`bench intake`: filings a second, from the parsed line to the commit, as a file is taken in."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from typing import Any

from heyan.bench import limits
from heyan.bench.crowd import NAME, Person
from heyan.bench.ground import Place
from heyan.bench.rounds import Compared, Contest, Timed, Watch, compare
from heyan.bench.stage import Miscounted, Scale, Stage, open_stages
from heyan.casework.filings.intake import take_in
from heyan.casework.people import Provider
from heyan.rules.documents import check_digit

PROVIDER = Provider(1, "bench 1")
_BIRTHS, _ORDERS = 28, 1_000


async def measure(place: Place, scale: Scale, waiting: int) -> list[Compared]:
    """Take filings in, so many waiting at any time, beside pgbench."""
    async with open_stages(place, scale) as stages:
        return await compare([_contest(stage, waiting) for stage in stages], scale.rounds)


def _contest(stage: Stage, waiting: int) -> Contest:
    turns = count(1)

    async def ours() -> Timed:
        documents = [document(each, str(next(turns))) for each in stage.crowd]
        return await take_all(stage, documents, waiting)

    limit = partial(limits.run, stage.url, "bench_take_in", len(stage.crowd))
    return Contest(stage.open_cases, stage.set, ours, limit)


async def take_all(stage: Stage, documents: Sequence[dict[str, Any]], waiting: int) -> Timed:
    """Take every filing in; each must have its case, its challenge and its message."""
    queue, watch = iter(documents), Watch()
    async with asyncio.TaskGroup() as group:
        for _ in range(waiting):
            group.create_task(_take(stage, queue, watch))
    timed = watch.read()
    new = await stage.count_new()
    if set(new.values()) != {len(documents)}:
        raise Miscounted(f"{len(documents)} were taken in, and there are {new}")
    return timed


async def _take(stage: Stage, queue: Iterator[dict[str, Any]], watch: Watch) -> None:
    for each in queue:
        await watch.time(take_in(stage.desk, PROVIDER, each))


def document(of: Person, order: str) -> dict[str, Any]:
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
        "reference": f"ORDER-{order}",
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

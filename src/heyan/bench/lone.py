"""`bench lone`: how long an answer takes that nobody else waits beside, with a line and without."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields
from functools import partial
from typing import TypeVar

from heyan.bench.ground import Place
from heyan.bench.rounds import Compared, Contest, Timed, compare
from heyan.bench.stage import Scale, Stage, open_stages
from heyan.bench.verify import answer_all, answer_some
from heyan.casework.desk import Desk
from heyan.store.database import retrying

Q = TypeVar("Q")
A = TypeVar("A")


class Unlined(Desk):
    """A desk at which each question is decided by itself, at once."""

    async def together(
        self,
        decide: "Callable[[Desk, int, Sequence[Q]], Awaitable[Sequence[A | Exception]]]",
        province: int,
        question: Q,
    ) -> A:
        (answer,) = await retrying(partial(decide, self, province, [question]))
        if isinstance(answer, Exception):
            raise answer
        return answer


def unlined(desk: Desk) -> Unlined:
    """Return the same desk without its lines."""
    return Unlined(**{each.name: getattr(desk, each.name) for each in fields(desk) if each.init})


async def measure(place: Place, scale: Scale) -> list[Compared]:
    """Have the crowd answer one after the other, by turns in line and without one."""
    async with open_stages(place, scale) as stages:
        return await compare([contest(stage) for stage in stages], scale.rounds)


def contest(stage: Stage) -> Contest:
    """Return the way with a line as ours, and that without one as what it may be."""
    in_line, without = (
        partial(answer_all, stage, partial(_answer_singly, desk, stage))
        for desk in (stage.desk, unlined(stage.desk))
    )
    return Contest(stage.open_cases, stage.set, in_line, without)


async def _answer_singly(desk: Desk, stage: Stage) -> Timed:
    return await answer_some(desk, stage.crowd, 1)

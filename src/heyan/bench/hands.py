"""Hands: processes of their own that answer for a part of the crowd, each at its own desk."""

import asyncio
import logging
import multiprocessing
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

from heyan import assembly
from heyan.bench.crowd import Person
from heyan.bench.rounds import Timed, Watch
from heyan.bench.stage import Miscounted, Stage
from heyan.casework.answers.answering import Verdict, give_answer
from heyan.casework.desk import Desk
from heyan.settings import Settings

Run: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]  # as a process of the house runs


async def answer_some(desk: Desk, crowd: Sequence[Person], waiting: int) -> Timed:
    """Have these people answer once, so many waiting at any time; count the processor's time."""
    queue, watch, used = iter(crowd), Watch(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(waiting):
            group.create_task(_answer(desk, queue, watch))
    return replace(watch.read(), used=time.process_time() - used)


async def _answer(desk: Desk, queue: Iterator[Person], watch: Watch) -> None:
    for each in queue:
        await watch.time(_answer_one(desk, each))


async def _answer_one(desk: Desk, each: Person) -> None:
    answered = await give_answer(desk, each.case.province, each.given, each.caller)
    if answered.verdict is not Verdict.ALL_MET:
        raise Miscounted(f"case {each.case}: {answered.verdict}")


@dataclass(frozen=True)
class Hands:
    """Processes that wait to be told to answer, by their pipes."""

    pipes: "Sequence[Connection]"

    async def answer_all(self) -> Timed:
        """Have all answer at once, each for its part of the crowd."""
        begun = time.perf_counter()
        for pipe in self.pipes:
            pipe.send(None)
        told = await asyncio.gather(*(_hear(pipe) for pipe in self.pipes))
        each = [seconds for timed in told for seconds in timed.each]
        used = sum(timed.used or 0 for timed in told)
        return Timed(len(each), time.perf_counter() - begun, each, used)


@asynccontextmanager
async def open_hands(stage: Stage, count: int, waiting: int, run: Run) -> AsyncIterator[Hands]:
    """Start so many processes; the crowd, and how many of it wait, are divided among them."""
    share = max(1, waiting // count)
    with ExitStack() as stack:
        parts = [stage.crowd[n::count] for n in range(count)]
        pipes = [stack.enter_context(_hand((run, stage.settings, part, share))) for part in parts]
        for pipe in pipes:
            await _hear(pipe)  # its desk is open
        yield Hands(pipes)


@contextmanager
def _hand(task: tuple[Run, Settings, Sequence[Person], int]) -> "Iterator[Connection]":
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, *task), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()  # which is how it hears that it may go
        process.join()


async def _hear(pipe: "Connection") -> Timed:
    try:
        told = await asyncio.to_thread(pipe.recv)
    except EOFError:
        raise Miscounted("a process that answered has ended") from None
    if isinstance(told, str):
        raise Miscounted(told)
    timed: Timed = told
    return timed


def _work(
    pipe: "Connection", run: Run, settings: Settings, crowd: Sequence[Person], waiting: int
) -> None:
    """Answer whenever told to, in a process of one's own."""
    logging.basicConfig(level=logging.ERROR)  # as the bench itself: what it warns of is its doing
    run(_answer_when_told(pipe, settings, crowd, waiting))


async def _answer_when_told(
    pipe: "Connection", settings: Settings, crowd: Sequence[Person], waiting: int
) -> None:
    async with assembly.open_desk(settings) as desk:
        pipe.send(Timed(0, 0, ()))
        with suppress(EOFError):
            while True:
                await asyncio.to_thread(pipe.recv)
                try:
                    pipe.send(await answer_some(desk, crowd, waiting))
                except* Miscounted as wrong:
                    pipe.send(str(wrong.exceptions[0]))

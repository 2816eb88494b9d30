"""Hands: processes of their own that do parts of a round, each at its own desk."""

import asyncio
import logging
import multiprocessing
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, TypeAlias, TypeVar

from heyan import assembly
from heyan.bench.rounds import Round, Timed, Watch
from heyan.bench.stage import Miscounted, Stage
from heyan.casework.desk import Desk
from heyan.settings import Settings

Run: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]  # as a process of the house runs

T = TypeVar("T")

# Does something with each of these things, so many of them waiting at any time.
Work: TypeAlias = Callable[[Desk, Sequence[T], int], Awaitable[Timed]]


async def work_off(
    things: Sequence[T], waiting: int, deed: Callable[[T], Awaitable[object]]
) -> Timed:
    """Do a deed for each thing, so many waiting at any time; count the processor's time."""
    queue, watch, used = iter(things), Watch(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(waiting):
            group.create_task(_work_off(queue, watch, deed))
    return replace(watch.read(), used=time.process_time() - used)


async def _work_off(
    queue: Iterator[T], watch: Watch, deed: Callable[[T], Awaitable[object]]
) -> None:
    for each in queue:
        await watch.time(deed(each))


@dataclass(frozen=True)
class Hands:
    """Processes that wait to be told to work, by their pipes."""

    pipes: "Sequence[Connection]"

    async def work(self) -> Timed:
        """Have all work at once, each at its part."""
        begun = time.perf_counter()
        for pipe in self.pipes:
            pipe.send(None)
        told = await asyncio.gather(*(_hear(pipe) for pipe in self.pipes))
        each = [seconds for timed in told for seconds in timed.each]
        used = sum(timed.used or 0 for timed in told)
        return Timed(len(each), time.perf_counter() - begun, each, used)


@asynccontextmanager
async def at_work(
    stage: Stage, processes: int, waiting: int, run: Run, work: Work[T], things: Sequence[T]
) -> AsyncIterator[Round]:
    """Give what works once at all of a round's things, in this process or divided among several.

    `run` says how the processes run, if there are several.
    """
    if processes == 1:
        yield partial(work, stage.desk, things, waiting)
        return
    async with open_hands(stage, processes, waiting, run, work, things) as hands:
        yield hands.work


@asynccontextmanager
async def open_hands(
    stage: Stage, count: int, waiting: int, run: Run, work: Work[T], things: Sequence[T]
) -> AsyncIterator[Hands]:
    """Start so many processes; the things, and how many of them wait, are divided among them."""
    share = max(1, waiting // count)
    with ExitStack() as stack:
        tasks = [_Task(run, stage.settings, work, things[n::count], share) for n in range(count)]
        pipes = [stack.enter_context(_hand(task)) for task in tasks]
        for pipe in pipes:
            await _hear(pipe)  # its desk is open
        yield Hands(pipes)


@dataclass(frozen=True)
class _Task:
    """What one process has to do whenever it is told to."""

    run: Run
    settings: Settings
    work: Work[Any]
    things: Sequence[Any]
    waiting: int


@contextmanager
def _hand(task: _Task) -> "Iterator[Connection]":
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, task), daemon=True)
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
        raise Miscounted("a process that worked has ended") from None
    if isinstance(told, str):
        raise Miscounted(told)
    timed: Timed = told
    return timed


def _work(pipe: "Connection", task: _Task) -> None:
    """Work whenever told to, in a process of one's own."""
    logging.basicConfig(level=logging.ERROR)  # as the bench itself: what it warns of is its doing
    task.run(_work_when_told(pipe, task))


async def _work_when_told(pipe: "Connection", task: _Task) -> None:
    async with assembly.open_desk(task.settings) as desk:
        pipe.send(Timed(0, 0, ()))
        with suppress(EOFError):
            while True:
                await asyncio.to_thread(pipe.recv)
                try:
                    pipe.send(await task.work(desk, task.things, task.waiting))
                except* Miscounted as wrong:
                    pipe.send(str(wrong.exceptions[0]))

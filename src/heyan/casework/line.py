"""A line (排队): what arrives while a transaction runs is decided together in the next."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from heyan.store.database import StoreUnavailable

Q = TypeVar("Q")
A = TypeVar("A")

MOST = 64

# One batch thinks while others are at the database. More at once would only be smaller, and a
# batch costs nearly the same whatever its size; a province that is held up leaves room for others.
LANES = 3
OF_A_PROVINCE = 2

# Gives one answer per question, in order; an answer that is an exception is raised to its asker.
Decide = Callable[[int, Sequence[Q]], Awaitable[Sequence[A | Exception]]]


class Line(Generic[Q, A]):
    """Gathers questions by province. Idle, a batch is one and waits for nothing.

    A batch is all or nothing; when one faults, its members are tried again one by one, so that
    a bad one spoils nobody. When the database is lost on the way nothing is tried again: perhaps
    the batch was committed and only the word of it is missing, and then it would count twice.
    """

    def __init__(self, decide: "Decide[Q, A]", most: int = MOST, lanes: int = LANES) -> None:
        self._decide = decide
        self._most = most
        self._free = lanes
        # Whose turn is next comes first.
        self._waiting: dict[int, deque[tuple[Q, asyncio.Future[A]]]] = {}
        self._running = Counter[int]()
        self._lanes = set[asyncio.Task[None]]()  # held, or the loop would forget them

    async def ask(self, province: int, question: Q) -> A:
        """Wait in line and return the answer."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(province, deque()).append((question, answer))
        if self._free and self._running[province] < OF_A_PROVINCE:
            self._free -= 1
            lane = asyncio.create_task(self._work())
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)
        return await answer

    async def _work(self) -> None:
        try:
            while (province := self._next()) is not None:
                batch = self._take(province)
                self._running[province] += 1
                try:
                    await self._answer(province, batch)
                finally:
                    self._running[province] -= 1
        finally:
            self._free += 1

    def _next(self) -> int | None:
        turns = (each for each in self._waiting if self._running[each] < OF_A_PROVINCE)
        return next(turns, None)

    def _take(self, province: int) -> list[tuple[Q, "asyncio.Future[A]"]]:
        waiting = self._waiting.pop(province)
        batch = [waiting.popleft() for _ in range(min(self._most, len(waiting)))]
        if waiting:
            self._waiting[province] = waiting  # behind the others
        return batch

    async def _answer(self, province: int, batch: list[tuple[Q, "asyncio.Future[A]"]]) -> None:
        try:
            answers = await self._decide(province, [question for question, _ in batch])
        except StoreUnavailable as fault:  # everybody his own: a traceback belongs to one task
            answers = [StoreUnavailable(*fault.args) for _ in batch]
        except Exception as fault:  # noqa: BLE001 - handed to whoever asked
            if len(batch) > 1:
                for member in batch:
                    await self._answer(province, [member])
                return
            answers = [fault]
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():  # the asker has gone; what was decided stands
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

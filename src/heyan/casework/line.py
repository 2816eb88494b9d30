"""A line (排队): what arrives while a transaction runs is decided together in the next."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

MOST = 64

# Gives one answer per question, in order; an answer that is an exception is raised to its asker.
Decide = Callable[[int, Sequence[Q]], Awaitable[Sequence[A | Exception]]]


class Line(Generic[Q, A]):
    """Gathers questions by province. Idle, a batch is one and waits for nothing.

    A batch is all or nothing; when one faults, its members are tried again one by one, so that
    a bad one spoils nobody.
    """

    def __init__(self, decide: "Decide[Q, A]", most: int = MOST) -> None:
        self._decide = decide
        self._most = most
        self._waiting = defaultdict[int, deque[tuple[Q, asyncio.Future[A]]]](deque)
        self._running: dict[int, asyncio.Task[None]] = {}

    async def ask(self, province: int, question: Q) -> A:
        """Wait in line and return the answer."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting[province].append((question, answer))
        if province not in self._running:
            self._running[province] = asyncio.create_task(self._work(province))
        return await answer

    async def _work(self, province: int) -> None:
        waiting = self._waiting[province]
        try:
            while waiting:
                batch = [waiting.popleft() for _ in range(min(self._most, len(waiting)))]
                await self._answer(province, batch)
        finally:
            del self._running[province]

    async def _answer(self, province: int, batch: list[tuple[Q, "asyncio.Future[A]"]]) -> None:
        try:
            answers = await self._decide(province, [question for question, _ in batch])
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

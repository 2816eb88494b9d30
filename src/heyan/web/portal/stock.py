"""Captchas drawn ahead (图形验证): a page takes one that is ready, and never waits for a pen."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heyan.casework.answers.captchas import Riddle
from heyan.web.portal.hand import PLAIN, Hand
from heyan.web.portal.picture import draw

SIZE = 64  # pictures: half a second of one core, at most 640 KB


@dataclass(frozen=True)
class Ready:
    """A picture that belongs to no form yet."""

    riddle: Riddle = field(repr=False)
    png: bytes = field(repr=False)
    drawn_at: datetime


@dataclass
class Stock:
    """Hands out the oldest picture, and has the next one drawn meanwhile."""

    think_up: Callable[[], Riddle]
    clock: Callable[[], datetime]
    level: int = 1
    size: int = SIZE
    hand: Hand = PLAIN
    _ready: deque[Ready] = field(default_factory=deque, init=False, repr=False)
    _drawing: asyncio.Task[None] | None = field(default=None, init=False, repr=False)

    def __len__(self) -> int:
        return len(self._ready)

    @property
    def age(self) -> timedelta:
        """Tell for how long the oldest picture has been waiting."""
        return self.clock() - self._ready[0].drawn_at if self._ready else timedelta()

    async def take(self) -> Ready:
        """Take a picture out; of an empty stock, have one drawn now."""
        taken = self._ready.popleft() if self._ready else await self._draw()
        self._begin()
        return taken

    async def fill(self) -> None:
        """Draw ahead before anybody asks: those who come first after a start wait for no pen."""
        self._begin()
        await self.filled()

    async def filled(self) -> None:
        """Wait until what is being drawn is drawn."""
        if self._drawing is not None:
            await self._drawing

    def _begin(self) -> None:
        if self._drawing is None or self._drawing.done():
            self._drawing = asyncio.create_task(self._refill())

    async def _refill(self) -> None:
        # One at a time: what is drawn ahead must not take the cores from those who wait.
        while len(self._ready) < self.size:
            self._ready.append(await self._draw())

    async def _draw(self) -> Ready:
        riddle = self.think_up()
        png = await asyncio.to_thread(draw, riddle.answer, riddle.seed, self.level, self.hand)
        return Ready(riddle, png, self.clock())

"""Browsers that do nothing but post a form and read the answer, as lean as can be."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from time import perf_counter
from typing import cast

from heyan.bench.rounds import Timed

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_FINE = b"HTTP/1.1 200 "


class BadAnswer(Exception):
    """The house said something else than that all is done."""


@dataclass(frozen=True)
class Visit:
    """Where to go, and what has to stand in the answer."""

    host: str
    port: int
    wanted: bytes


class _Browser(asyncio.Protocol):
    """One connection that is kept open; one request at a time."""

    def __init__(self, wanted: bytes, idle: "Callable[[_Browser, float], None]") -> None:
        self._wanted = wanted
        self._idle = idle
        self._got = bytearray()
        self._begun, self._waits = 0.0, False
        self.transport: asyncio.Transport | None = None
        self.fault: BadAnswer | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def post(self, request: bytes, begun: float) -> None:
        """Send a request that was due at a moment."""
        self._begun, self._waits = begun, True
        if self.transport is not None:
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(_END)
        if head < 0:
            return
        at = self._got.lower().find(_LENGTH, 0, head)
        line_end = self._got.find(b"\r\n", at)
        if len(self._got) < head + len(_END) + int(self._got[at + len(_LENGTH) : line_end]):
            return
        if not self._got.startswith(_FINE) or self._wanted not in self._got:
            self.fault = BadAnswer(bytes(self._got[:head]).split(b"\r\n")[0].decode("latin-1"))
        self._got.clear()
        self._waits = False
        self._idle(self, perf_counter() - self._begun)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        if self._waits:
            self.fault = BadAnswer("the connection was lost")
            self._idle(self, 0.0)


@asynccontextmanager
async def open_browsers(visits: Sequence[Visit], count: int) -> "AsyncIterator[OpenBrowsers]":
    """Open connections, by turns where there are several doors, for as long as they are kept."""
    loop, browsers = asyncio.get_running_loop(), OpenBrowsers()
    transports = []
    try:
        for visit in islice(cycle(visits), count):
            transport, browser = await loop.create_connection(
                partial(_Browser, visit.wanted, browsers.answered), visit.host, visit.port
            )
            transports.append(transport)
            browsers.free.append(browser)
        yield browsers
    finally:
        for transport in transports:
            transport.close()


@dataclass
class OpenBrowsers:
    """Many browsers at once; each request is sent by whichever is free."""

    free: deque[_Browser] = field(default_factory=deque)
    _waiting: deque[tuple[bytes, float]] = field(default_factory=deque)
    _next: Iterator[bytes] = field(default_factory=lambda: iter(()))
    _each: list[float] = field(default_factory=list)
    _wanted: int = 0
    _done: asyncio.Event = field(default_factory=asyncio.Event)
    _fault: BadAnswer | None = None

    async def post_all(self, requests: Sequence[bytes]) -> Timed:
        """Post as quickly as answers come: every browser has a request on its way."""
        self._begin(requests)
        begun = perf_counter()
        for browser in list(self.free):
            self.free.popleft()
            self._go_on(browser)
        return await self._finish(begun)

    async def post_at(self, requests: Sequence[bytes], rate: float) -> Timed:
        """Post at a rate, whether answers come or not; each waits from when it was due."""
        self._begin(requests)
        self._next = iter(())
        begun = perf_counter()
        for number, request in enumerate(requests):
            due = begun + number / rate
            ahead = due - perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            if self.free:
                self.free.popleft().post(request, due)
            else:
                self._waiting.append((request, due))
            if self._fault is not None:
                break
        return await self._finish(begun)

    def _begin(self, requests: Sequence[bytes]) -> None:
        self._next, self._wanted, self._each = iter(requests), len(requests), []
        self._done.clear()

    async def _finish(self, begun: float) -> Timed:
        await self._done.wait()
        if self._fault is not None:
            raise self._fault
        return Timed(len(self._each), perf_counter() - begun, self._each)

    def answered(self, browser: _Browser, seconds: float) -> None:
        self._each.append(seconds)
        if browser.fault is not None:
            self._fault = browser.fault
            self._done.set()
        elif self._waiting:
            browser.post(*self._waiting.popleft())
        else:
            self._go_on(browser)
        if len(self._each) == self._wanted:
            self._done.set()

    def _go_on(self, browser: _Browser) -> None:
        request = next(self._next, None)
        if request is None:
            self.free.append(browser)
        else:
            browser.post(request, perf_counter())

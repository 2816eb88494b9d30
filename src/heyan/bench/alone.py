"""One connection without a house behind it: session and codec alone, a window unanswered."""

import asyncio
import time
from collections.abc import Iterator
from itertools import count

from heyan.bench.peers import Result
from heyan.bench.wire import TEXT
from heyan.carriers.account import Account
from heyan.carriers.connection import Connection
from heyan.wire.alphabet import split
from heyan.wire.events import Answered, Closed, Event, LoggedIn, LoginRefused, Reported
from heyan.wire.session import Session

STAMP = "0903090000"


class Cut(Exception):
    """The line broke, or the carrier did not let us in."""


class Sender:
    """Sends as fast as the window allows; answers reports at once."""

    def __init__(self, account: Account) -> None:
        self._dialect = account.dialect()
        self._limits = account.limits()
        self._numbers: Iterator[int] = count(13_800_000_000)
        self._left = 0
        self._due = 0
        self._done = asyncio.Event()
        self._why = ""
        self._line: Connection | None = None

    async def connect(self, host: str, port: int) -> None:
        """Open the connection and log in. Raises Cut."""
        loop = asyncio.get_running_loop()
        session = Session(self._dialect, self._limits)
        _, self._line = await loop.create_connection(
            lambda: Connection(session, _begin, self._hear, self._done.set), host, port
        )
        await self._until_done()

    async def send(self, messages: int) -> Result:
        """Send so many, and wait for their answers."""
        self._left = self._due = messages
        cpu, begun = time.process_time(), time.perf_counter()
        self._fill()
        if self._line is not None:
            self._line.flow()
        await self._until_done()
        return Result(messages, time.perf_counter() - begun, time.process_time() - cpu)

    async def close(self) -> None:
        if self._line is not None:
            self._line.end()
            await self._line.over.wait()

    async def _until_done(self) -> None:
        await self._done.wait()
        self._done.clear()
        if self._why:
            raise Cut(self._why)

    def _hear(self, line: Connection, event: Event) -> None:
        match event:
            case Answered():
                self._due -= 1
                if self._due == 0:
                    self._done.set()
                self._fill()
            case Reported(sequence):
                line.acknowledge(sequence, ok=True)
            case LoggedIn():
                self._done.set()
            case LoginRefused(status):
                self._break(f"the carrier refuses the login ({status})")
            case Closed(_, reason):
                self._break(reason)

    def _break(self, why: str) -> None:
        self._why = self._why or why
        self._done.set()

    def _fill(self) -> None:
        line = self._line
        while line is not None and self._left and line.room > 0:
            (part,) = split(TEXT)
            line.submit(self._dialect.compose(str(next(self._numbers)), part))
            self._left -= 1


def _begin(session: Session, now: float) -> None:
    session.start(now, STAMP)

"""A plain client of the pretend carrier, frame by frame, with no session to help or hide."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.faults import read_rule
from heyan.sandbox.phones import Phones
from heyan.wire.alphabet import split
from heyan.wire.cmpp import VERSION_30, Cmpp
from heyan.wire.dialect import Inbound
from heyan.wire.session import Limits
from tests.carriers.desk import MOMENT

SECRETS: Mapping[str, str] = {"900001": "secret01"}
BOUND = 5.0
STAMP = "0903090000"


class Client:
    def __init__(
        self, dialect: Cmpp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.dialect = dialect
        self.reader = reader
        self.writer = writer

    async def read(self) -> Inbound:
        async with asyncio.timeout(BOUND):
            head = await self.reader.readexactly(4)
            return self.dialect.unframe(
                head + await self.reader.readexactly(int.from_bytes(head) - 4)
            )

    async def rest(self) -> bytes:
        """Read what comes before the line is cut."""
        async with asyncio.timeout(BOUND):
            return await self.reader.read()

    def say(self, message: Any, sequence: int) -> None:
        self.writer.write(self.dialect.frame(message, sequence))

    async def log_in(self) -> Any:
        self.say(self.dialect.login(STAMP), 1)
        return (await self.read()).message

    def submit(
        self, sequence: int, mobile: str = "13800000001", text: str = "验证码123456"
    ) -> None:
        (part,) = split(text)
        self.say(self.dialect.compose(mobile, part), sequence)


@asynccontextmanager
async def running(*faults: str, **habits: Any) -> AsyncIterator[PretendCarrier]:
    """Run a pretend carrier with these faults and habits."""
    chosen = Habits(SECRETS, limits=Limits(response=0.2), late=0.05, **habits)
    rules = [read_rule(fault) for fault in faults]
    carrier = PretendCarrier(Phones(), chosen, lambda: MOMENT, rules)
    await carrier.start()
    try:
        yield carrier
    finally:
        async with asyncio.timeout(BOUND):
            await carrier.stop()


@asynccontextmanager
async def calling(
    carrier: PretendCarrier, version: int = VERSION_30, secret: str = SECRETS["900001"]
) -> AsyncIterator[Client]:
    """Call it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", carrier.port)
    dialect = Cmpp(version, "900001", secret, "106575000130", "HEYAN")
    try:
        yield Client(dialect, reader, writer)
    finally:
        writer.close()

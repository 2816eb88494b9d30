"""A relay between our side and a peer: passes every octet on, and keeps every frame."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LENGTH_SIZE = 4
BOUND = 20.0
ANSWER = 0x80000000


@dataclass(frozen=True)
class Heard:
    """One frame, and whose it is."""

    by_caller: bool
    octets: bytes = field(repr=False)

    @property
    def command(self) -> int:
        return int.from_bytes(self.octets[4:8])


@dataclass
class Relay:
    port: int = 0
    frames: list[Heard] = field(default_factory=list)
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def commands(self, *, by_caller: bool) -> list[int]:
        return [frame.command for frame in self.frames if frame.by_caller is by_caller]

    def octets(self, *, by_caller: bool) -> list[bytes]:
        return [frame.octets for frame in self.frames if frame.by_caller is by_caller]

    def exchanged(self, command: int, *, by_caller: bool) -> bool:
        """Whether one side asked this, and the other answered it."""
        asked = command in self.commands(by_caller=by_caller)
        return asked and command | ANSWER in self.commands(by_caller=not by_caller)

    async def until(self, happened: Callable[[], object]) -> None:
        async with asyncio.timeout(BOUND):
            while not happened():
                self._told.clear()
                await self._told.wait()

    async def pass_on(self, source: StreamReader, target: StreamWriter, *, by_caller: bool) -> None:
        rest = b""
        try:
            while data := await source.read(65_536):
                rest = self._keep(rest + data, by_caller=by_caller)
                target.write(data)
                await target.drain()
        except OSError:
            return
        finally:
            target.close()

    def _keep(self, data: bytes, *, by_caller: bool) -> bytes:
        while len(data) >= LENGTH_SIZE:
            length = int.from_bytes(data[:LENGTH_SIZE])
            if len(data) < length:
                break
            self.frames.append(Heard(by_caller, data[:length]))
            data = data[length:]
        self._told.set()
        return data


@asynccontextmanager
async def relaying(port: int) -> AsyncIterator[Relay]:
    """Listen, and connect whoever calls with the peer at `port`."""
    relay = Relay()

    ends: list[StreamWriter] = []
    meetings: set[asyncio.Task[None] | None] = set()

    async def meet(caller: StreamReader, to_caller: StreamWriter) -> None:
        called, to_called = await asyncio.open_connection("127.0.0.1", port)
        ends.extend((to_caller, to_called))
        meetings.add(asyncio.current_task())
        await asyncio.gather(
            relay.pass_on(caller, to_called, by_caller=True),
            relay.pass_on(called, to_caller, by_caller=False),
        )

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        for end in ends:
            end.close()
        await asyncio.gather(*(meeting for meeting in meetings if meeting is not None))

"""A connection carries a session over a real socket, whatever the peer's socket does."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import uvloop

from heyan.carriers.connection import Connection
from heyan.wire.cmpp import VERSION_30, Cmpp
from heyan.wire.events import Closed, Event
from heyan.wire.session import Limits, Session
from heyan.wire.states import Turn

DIALECT = Cmpp(VERSION_30, "900001", "secret01")
Hear = Callable[[Connection, Event], None]
Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Caller:
    """Our end of a line, with what was heard on it."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.changes = 0

    def hear(self, _: Connection, event: Event) -> None:
        self.heard.append(event)

    def change(self) -> None:
        self.changes += 1

    @property
    def closed(self) -> Closed:
        (event,) = [event for event in self.heard if isinstance(event, Closed)]
        return event


@asynccontextmanager
async def line(
    peer: Peer,
    caller: Caller,
    hear: Hear | None = None,
) -> AsyncIterator[Connection]:
    writers: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await peer(reader, writer)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    def make() -> Connection:
        session = Session(DIALECT, Limits(login=0.2))
        return Connection(session, begin, hear or caller.hear, caller.change, write_limit=0.1)

    def begin(session: Session, now: float) -> None:
        session.start(now, "0903090000")

    _, connection = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", port)
    try:
        async with asyncio.timeout(5):
            yield connection
    finally:
        connection.abort("the test is over")
        await connection.over.wait()
        for writer in writers:
            writer.close()
        server.close()


async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    return


async def closing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def resetting(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def test_the_login_is_the_first_thing_that_is_said() -> None:
    said = asyncio.get_running_loop().create_future()

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said.set_result(await reader.readexactly(39))
        writer.close()

    async with line(peer, Caller()):
        login = DIALECT.unframe(await said)
        assert login.message == DIALECT.login("0903090000")


async def test_time_passes_without_anything_being_said() -> None:
    caller = Caller()
    async with line(silent, caller) as connection:
        await connection.over.wait()
    assert caller.closed.turn is Turn.LATE
    assert caller.changes == 1


async def test_a_peer_that_closes_is_noticed() -> None:
    caller = Caller()
    async with line(closing, caller) as connection:
        await connection.over.wait()
    assert caller.closed.turn is Turn.LOST


async def test_a_peer_that_resets_is_noticed() -> None:
    caller = Caller()
    async with line(resetting, caller) as connection:
        await connection.over.wait()
    assert caller.closed.turn is Turn.LOST


async def test_a_fault_of_the_ear_gives_up_the_connection_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def deaf(_: Connection, event: Event) -> None:
        raise LookupError(type(event).__name__)

    async with line(closing, Caller(), deaf) as connection:
        await connection.over.wait()
    assert "a fault of ours" in caplog.text
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_while_the_peer_does_not_read_there_is_no_room() -> None:
    caller = Caller()
    async with line(silent, caller) as connection:
        connection.pause_writing()
        assert connection.room == 0
        connection.resume_writing()
        assert caller.changes == 1
        connection.pause_writing()
        await connection.over.wait()  # it was given time enough
    assert caller.closed.reason == "the peer does not read"


async def test_an_abort_before_the_socket_is_there_stands() -> None:
    session = Session(DIALECT, Limits())
    caller = Caller()
    connection = Connection(session, Session.await_login, caller.hear, caller.change)
    connection.abort("given up")
    server = await asyncio.get_running_loop().create_server(lambda: connection, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(5):
        assert await reader.read() == b""
        await connection.over.wait()
    writer.close()
    server.close()


def test_a_moment_that_is_past_already_has_its_turn_on_the_production_loop_too() -> None:
    """There a timer for it is none that could say when it rings."""

    async def play() -> None:
        async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()
            await writer.wait_closed()
            gone.set()

        gone = asyncio.Event()
        server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        caller = Caller()

        def begin(session: Session, now: float) -> None:
            session.start(now, "0903090000")

        line = Connection(Session(DIALECT, Limits(login=-1.0)), begin, caller.hear, caller.change)
        await asyncio.get_running_loop().create_connection(lambda: line, "127.0.0.1", port)
        line.flow()  # before the loop has had its turn
        async with asyncio.timeout(5):
            await line.over.wait()
            await gone.wait()
        server.close()
        assert caller.closed.turn is Turn.LATE

    uvloop.run(play())

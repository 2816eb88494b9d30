"""The pretend carrier's door: it may close at any moment, and nobody is left between in and out."""

import asyncio
import socket
from contextlib import suppress

import pytest

from heyan.sandbox.door import Door
from tests.sandbox.client import BOUND, SECRETS, calling, running


class Guest(asyncio.Protocol):
    def __init__(self, seated: list["Guest"]) -> None:
        self.seated = seated
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.seated.append(self)


@pytest.mark.parametrize("turns", range(5))
async def test_whoever_was_picked_up_is_seated_before_the_door_is_closed(turns: int) -> None:
    picked_up: list[Guest] = []
    seated: list[Guest] = []

    def pick_up() -> Guest:
        picked_up.append(Guest(seated))
        return picked_up[-1]

    door = Door(pick_up, "127.0.0.1", 0)
    with socket.create_connection(("127.0.0.1", door.port)):
        for _ in range(turns):
            await asyncio.sleep(0)
        await door.close()
        for _ in range(5):
            await asyncio.sleep(0)
        assert seated == picked_up
        for each in seated:
            assert each.transport is not None
            each.transport.close()


async def test_at_a_closed_door_nobody_is_heard() -> None:
    door = Door(lambda: Guest([]), "127.0.0.1", 0)
    await door.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", door.port))


@pytest.mark.parametrize("turns", range(5))
async def test_a_carrier_that_stops_while_somebody_comes_in_cuts_that_line_too(turns: int) -> None:
    async with asyncio.timeout(BOUND), running() as carrier:
        with socket.create_connection(("127.0.0.1", carrier.port)) as line:
            line.setblocking(False)  # noqa: FBT003 - the socket module's signature
            for _ in range(turns):
                await asyncio.sleep(0)
            await carrier.restart()
            with suppress(ConnectionResetError):
                assert await asyncio.get_running_loop().sock_recv(line, 1) == b""


async def test_a_carrier_that_stops_while_it_restarts_does_not_come_back() -> None:
    async with running("restart::1") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        async with asyncio.timeout(BOUND):
            while carrier.listens:  # noqa: ASYNC110 - it tells nobody that it goes down
                await asyncio.sleep(0)
        await carrier.stop()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", carrier.port))


async def test_a_call_that_nobody_takes_holds_up_no_stop() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    async with asyncio.timeout(BOUND), running() as carrier:
        with pytest.raises(ConnectionRefusedError):
            await carrier.call("900001", SECRETS["900001"], "127.0.0.1", port)

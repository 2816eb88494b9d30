"""The pretend carrier's door: it may close at any moment, and nobody is left between in and out."""

import asyncio
import resource
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


async def test_whoever_was_picked_up_is_seated_before_the_door_is_closed() -> None:
    picked_up: list[Guest] = []
    seated: list[Guest] = []

    def pick_up() -> Guest:
        picked_up.append(Guest(seated))
        return picked_up[-1]

    for turns in range(6):
        door = Door(pick_up, "127.0.0.1", 0)
        with socket.create_connection(("127.0.0.1", door.port)):
            for _ in range(turns):
                await asyncio.sleep(0)
            await door.close()
            assert seated == picked_up, turns
    assert picked_up
    for each in seated:
        assert each.transport is not None
        each.transport.close()


@pytest.mark.parametrize(("rest", "hears_again"), [(0.01, True), (60.0, False)])
async def test_when_no_more_files_may_be_opened_the_door_rests_and_hears_again(
    rest: float, *, hears_again: bool
) -> None:
    seated: list[Guest] = []
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, said: complaints.append(said))
    door = Door(lambda: Guest(seated), "127.0.0.1", 0, rest=rest)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.create_connection(("127.0.0.1", door.port)):
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
        try:
            for _ in range(20):
                await asyncio.sleep(0)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert (seated, complaints) == ([], [])
        if hears_again:
            async with asyncio.timeout(BOUND):
                while not seated:  # noqa: ASYNC110 - a guest has no event of its own
                    await asyncio.sleep(0.001)
        for _ in range(20):
            await asyncio.sleep(0)
        await door.close()
    assert len(seated) == hears_again
    for each in seated:
        assert each.transport is not None
        each.transport.close()


async def test_who_has_gone_before_being_seated_holds_up_nobody() -> None:
    def pick_up() -> Guest:
        raise OSError("it has gone")

    door = Door(pick_up, "127.0.0.1", 0)
    with socket.create_connection(("127.0.0.1", door.port)) as line:
        line.setblocking(False)  # noqa: FBT003 - the socket module's signature
        async with asyncio.timeout(BOUND):
            assert await asyncio.get_running_loop().sock_recv(line, 1) == b""
            await door.close()


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
        before = asyncio.all_tasks()
        client.submit(2)
        async with asyncio.timeout(BOUND):
            while carrier.listens:  # noqa: ASYNC110 - it tells nobody that it goes down
                await asyncio.sleep(0)
        await carrier.stop()
        assert asyncio.all_tasks() == before
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", carrier.port))


async def test_restarts_beside_each_other_are_one() -> None:
    async with running() as carrier:
        async with calling(carrier) as client:
            await client.log_in()
            await asyncio.gather(carrier.restart(), carrier.restart())
        async with calling(carrier) as client:
            assert (await client.log_in()).status == 0


async def test_two_restarts_on_demand_at_once_are_one() -> None:
    async with running("restart::2") as carrier:
        async with calling(carrier) as client:
            await client.log_in()
            client.submit(2)
            client.submit(3)
            await client.rest()
        async with asyncio.timeout(BOUND):
            while not carrier.listens:  # noqa: ASYNC110 - it tells nobody that it is back
                await asyncio.sleep(0)
        async with calling(carrier) as client:
            await client.log_in()


async def test_whoever_submits_while_a_carrier_stops_does_not_bring_it_back() -> None:
    async with running("restart::1") as carrier:
        async with calling(carrier) as one, calling(carrier) as other:
            await one.log_in()
            await other.log_in()
            one.submit(2)
            other.submit(2)
            await carrier.stop()
        for _ in range(20):
            await asyncio.sleep(0)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", carrier.port))


async def test_a_restart_beside_a_stop_does_not_bring_it_back() -> None:
    async with running() as carrier, calling(carrier) as client:
        await client.log_in()
        await asyncio.gather(carrier.restart(), carrier.stop())
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", carrier.port))


async def test_a_call_that_nobody_takes_holds_up_no_stop() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    async with asyncio.timeout(BOUND), running() as carrier:
        with pytest.raises(ConnectionRefusedError):
            await carrier.call("900001", SECRETS["900001"], "127.0.0.1", port)


async def test_a_call_that_is_given_up_holds_up_no_stop() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        async with asyncio.timeout(BOUND), running() as carrier:
            with socket.create_connection(("127.0.0.1", port)):  # nobody else gets in
                call = asyncio.create_task(
                    carrier.call("900001", SECRETS["900001"], "127.0.0.1", port)
                )
                for _ in range(5):
                    await asyncio.sleep(0)
                call.cancel()
                await asyncio.wait((call,))
                assert call.cancelled()


@pytest.mark.parametrize("turns", range(6))
async def test_a_carrier_that_stops_while_it_calls_cuts_that_line_too(turns: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ours:
        port = ours.getsockname()[1]
        async with asyncio.timeout(BOUND), running() as carrier:
            call = asyncio.create_task(carrier.call("900001", SECRETS["900001"], "127.0.0.1", port))
            for _ in range(turns):
                await asyncio.sleep(0)
            await carrier.stop()
            await asyncio.wait((call,))
            assert call.exception() is None
            line, _ = ours.accept()
            with line, suppress(ConnectionResetError):
                line.setblocking(False)  # noqa: FBT003 - the socket module's signature
                while await asyncio.get_running_loop().sock_recv(line, 1000):
                    pass

"""HTTP within the house's own loop."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from heyan.web import server


@dataclass
class Slow:
    """An application that answers when it is told to."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        self.asked.set()
        await self.answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


@dataclass
class Served:
    """An application at a door."""

    app: Slow
    url: str
    stop: asyncio.Event
    serving: asyncio.Task[None]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    app, stop = Slow(), asyncio.Event()
    door = server.listen("127.0.0.1:0")
    url = f"http://127.0.0.1:{door.getsockname()[1]}/"
    serving = asyncio.create_task(server.serve(app, door, stop))
    yield Served(app, url, stop, serving)
    app.answer.set()
    stop.set()
    await serving


async def test_an_answer_does_not_tell_what_serves_it(served: Served) -> None:
    served.app.answer.set()
    async with httpx.AsyncClient() as client:
        answer = await client.get(served.url)
    assert answer.text == "done"
    assert "server" not in answer.headers


async def test_a_request_that_runs_is_answered_before_the_end(served: Served) -> None:
    async with httpx.AsyncClient() as client:
        asking = asyncio.create_task(client.get(served.url))
        await served.app.asked.wait()
        served.stop.set()
        await _until_refused(served.url)
        served.app.answer.set()
        assert (await asking).text == "done"
    async with asyncio.timeout(20):
        await served.serving


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        ((), "198.51.100.7", "127.0.0.1"),
        (("192.0.2.1/32",), "198.51.100.7", "127.0.0.1"),
        (("127.0.0.0/8",), "198.51.100.7", "198.51.100.7"),
        (("127.0.0.0/8", "192.0.2.0/24"), "203.0.113.9, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
        (("127.0.0.0/8",), "2001:db8::7", "2001:db8::7"),
    ],
)
async def test_a_visitor_s_address_is_the_socket_s_unless_a_proxy_of_ours_says_it(
    proxies: tuple[str, ...], forwarded: str, seen: str
) -> None:
    stop, door = asyncio.Event(), server.listen("127.0.0.1:0")
    serving = asyncio.create_task(server.serve(_tell_the_address, door, stop, proxies))
    async with httpx.AsyncClient() as client:
        answer = await client.get(
            f"http://127.0.0.1:{door.getsockname()[1]}/", headers={"X-Forwarded-For": forwarded}
        )
    assert answer.text == seen
    stop.set()
    await serving


async def _tell_the_address(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["client"][0].encode()})


async def test_signals_stay_the_houses(served: Served) -> None:
    before = signal.getsignal(signal.SIGTERM)
    served.app.answer.set()
    async with httpx.AsyncClient() as client:
        await client.get(served.url)
    assert signal.getsignal(signal.SIGTERM) is before


async def test_requests_are_not_logged(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    served.app.answer.set()
    async with httpx.AsyncClient() as client:
        await client.get(f"{served.url}13802112345")
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


async def test_a_door_that_is_taken_is_refused() -> None:
    with server.listen("127.0.0.1:0") as door:
        port = door.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            server.listen(f"127.0.0.1:{port}")


async def test_a_door_may_be_of_the_newer_kind() -> None:
    if not _has_loopback6():
        with pytest.raises(OSError, match="address"):
            server.listen("[::1]:0")
        return
    with server.listen("[::1]:0") as door:
        assert door.family is socket.AF_INET6


def _has_loopback6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


async def _until_refused(url: str) -> None:
    """Wait until the door takes no new visitor."""
    async with asyncio.timeout(20), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(url, timeout=0.2)
            except httpx.ConnectError:
                return
            except httpx.TimeoutException:
                continue

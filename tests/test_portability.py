"""A pretend look-up service on a real socket: asked as agreed, rested when it fails."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from heyan import portability
from heyan.assembly import open_desk
from heyan.casework.messages.porting import LookUpFailed
from heyan.portability import HttpLookUp
from heyan.rules.phone import Carrier, Mobile
from heyan.settings import SettingsError
from tests.test_assembly import settings_at

LI, HAN = Mobile("13802112345"), Mobile("18602212345")


@dataclass
class Pretend:
    """A look-up service: what it answers, and what it was asked."""

    status: int = 200
    body: bytes = b'{"carriers": {"13802112345": "unicom", "13900000000": "telecom"}}'
    requests: list[tuple[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/look-up"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [line for line in head.splitlines() if line.lower().startswith("content-length:")]
        body = await reader.readexactly(int(lengths[0].split(":")[1]))
        self.requests.append((head, json.loads(body)))
        writer.write(
            f"HTTP/1.1 {self.status} .\r\nContent-Length: {len(self.body)}\r\n"
            "Connection: close\r\n\r\n".encode()
            + self.body
        )
        await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(**how: Any) -> AsyncIterator[Pretend]:
    pretend = Pretend(**how)
    server = await asyncio.start_server(pretend.answer, "127.0.0.1", 0)
    pretend.port = server.sockets[0].getsockname()[1]
    try:
        yield pretend
    finally:
        server.close()
        await server.wait_closed()


async def test_it_is_asked_with_its_key_and_no_number_in_the_address() -> None:
    async with serving() as pretend, HttpLookUp(pretend.url, "geheim") as look_up:
        assert await look_up([LI, HAN]) == {LI: Carrier.UNICOM}
    ((head, body),) = pretend.requests
    assert head.startswith("POST /look-up HTTP/1.1")
    assert "authorization: bearer geheim" in head.lower()
    assert LI not in head
    assert body == {"mobiles": [LI, HAN]}


async def test_many_may_ask_at_once() -> None:
    async with serving() as pretend, HttpLookUp(pretend.url, None) as look_up:
        answers = await asyncio.gather(*(look_up([LI]) for _ in range(20)))
        assert answers == [{LI: Carrier.UNICOM}] * 20
        assert len(pretend.requests) == 20


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"status": 500}, "it answers 500"),
        ({"status": 302}, "it answers 302"),
        ({"body": b"[]"}, "agreed"),
        ({"body": b'{"carriers": {"13802112345": "post"}}'}, "agreed"),
        ({"body": b"<html>"}, "agreed"),
    ],
)
async def test_whatever_else_it_says_is_a_failure_and_it_rests(
    how: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(**how) as pretend, HttpLookUp(pretend.url, None) as look_up:
        with pytest.raises(LookUpFailed, match=why):
            await look_up([LI])
        with pytest.raises(LookUpFailed, match="just failed"):
            await look_up([LI])
        assert len(pretend.requests) == 1
        monkeypatch.setattr(portability, "REST", 0.0)
        pretend.status, pretend.body = 200, Pretend.body
        look_up.wake()
        assert await look_up([LI]) == {LI: Carrier.UNICOM}
        assert await look_up([LI]) == {LI: Carrier.UNICOM}


async def test_who_is_not_there_or_not_waited_for_rests_too() -> None:
    async with HttpLookUp("http://127.0.0.1:1/look-up", None) as look_up:
        with pytest.raises(LookUpFailed, match="ConnectError"):
            await look_up([LI])
    async with serving() as pretend, HttpLookUp(pretend.url, None) as look_up:
        asking = asyncio.create_task(look_up([LI]))
        await asyncio.sleep(0)  # it has begun
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        with pytest.raises(LookUpFailed, match="just failed"):
            await look_up([LI])


async def test_a_desk_asks_the_service_of_its_settings(database_url: str, tmp_path: Path) -> None:
    async with serving() as pretend:
        settings = settings_at(tmp_path, database_url, HEYAN_PORTING_URL=pretend.url)
        async with open_desk(settings) as desk:
            assert desk.look_up is not None
            assert await desk.look_up([LI]) == {LI: Carrier.UNICOM}
    async with open_desk(settings_at(tmp_path, database_url)) as desk:
        assert desk.look_up is None


@pytest.mark.parametrize("url", ["http://ported.example/", "ftp://x", "https://", "here"])
def test_numbers_are_not_asked_about_in_clear(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="https"):
        settings_at(tmp_path, "postgresql://heyan@db.example/heyan", HEYAN_PORTING_URL=url)

"""Filings line by line, over a real socket where lines and answers cross."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from litestar import Litestar

from heyan.web import server
from heyan.web.api.batch import MOST_UNSENT, NDJSON
from heyan.web.api.bodies import MOST_OF_A_BODY
from tests.web.api.test_filings import HEBEI, document

HEADERS = {"Content-Type": NDJSON}


def lines(*documents: Any) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in documents)


async def send(client: httpx.AsyncClient, body: bytes) -> list[dict[str, Any]]:
    answer = await client.post("/api/v1/filings/batch", content=body, headers=HEADERS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == NDJSON
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_good_lines_are_taken_and_bad_ones_told_in_order(haihe: httpx.AsyncClient) -> None:
    bad = document("ORD-2") | {"province": "120001"}
    body = lines(document("ORD-1"), bad) + b"\nnonsense\n" + lines(document("ORD-5"))
    answers = await send(haihe, body)
    assert [(answer["line"], answer["status"]) for answer in answers] == [
        (1, 201),
        (2, 422),
        (4, 400),
        (5, 201),
    ]
    assert answers[0]["reference"] == "ORD-1"
    assert answers[0]["state"] == "verifying"
    assert answers[1]["problem"]["errors"][0]["pointer"] == "/province"
    assert answers[2]["problem"]["code"] == "bad_json"
    stored = (await haihe.get("/api/v1/filings")).json()["items"]
    assert [filing["id"] for filing in stored] == [answers[0]["id"], answers[3]["id"]]


async def test_the_same_lines_again_open_nothing(haihe: httpx.AsyncClient) -> None:
    body = lines(*(document(f"ORD-{n}", province=(120000, HEBEI)[n % 2]) for n in range(50)))
    first = await send(haihe, body)
    again = await send(haihe, body)
    assert [answer["id"] for answer in again] == [answer["id"] for answer in first]
    assert all(answer["repeated"] for answer in again)
    assert not any("repeated" in answer for answer in first)


async def test_of_two_lines_with_one_reference_the_first_is_taken(
    haihe: httpx.AsyncClient,
) -> None:
    second = document()
    second["subject"]["remarks"] = "二"
    answers = await send(haihe, lines(document(), second))
    assert [answer["status"] for answer in answers] == [201, 409]
    assert answers[1]["problem"]["code"] == "reference_in_use"


async def test_a_line_that_is_too_long_stops_no_other(haihe: httpx.AsyncClient) -> None:
    answers = await send(haihe, b'"' + b"x" * MOST_OF_A_BODY + b'"\n' + lines(document()))
    assert [answer["status"] for answer in answers] == [413, 201]


async def test_another_type_is_not_taken(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.post("/api/v1/filings/batch", json=[document()])
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_content_type")


async def test_a_body_of_no_lines_has_no_answers(haihe: httpx.AsyncClient) -> None:
    assert await send(haihe, b"\n\n") == []


@dataclass
class Door:
    """The API at a real door."""

    address: tuple[str, int]
    stop: asyncio.Event
    serving: asyncio.Task[None]

    async def close(self) -> None:
        """Let what runs end, and close."""
        self.stop.set()
        await self.serving


@pytest.fixture
async def door(api: Litestar) -> AsyncIterator[Door]:
    stop = asyncio.Event()
    listening = server.listen("127.0.0.1:0")
    serving = asyncio.create_task(server.serve(api, listening, stop))
    opened = Door(listening.getsockname(), stop, serving)
    yield opened
    await opened.close()


class Line:
    """One connection that sends a batch bit by bit and reads answers meanwhile."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def begin(self, authorization: str) -> None:
        self.writer.write(
            b"POST /api/v1/filings/batch HTTP/1.1\r\nHost: api.example\r\n"
            b"Transfer-Encoding: chunked\r\nContent-Type: application/x-ndjson\r\n"
            b"Authorization: " + authorization.encode() + b"\r\n\r\n"
        )

    async def say(self, text: bytes) -> None:
        self.writer.write(b"%x\r\n%s\r\n" % (len(text), text))
        await self.writer.drain()

    async def heard(self) -> bytes:
        async with asyncio.timeout(20):
            head = await self.reader.readuntil(b"\r\n")
            body = await self.reader.readexactly(int(head, 16) + 2)
        return body[:-2]

    async def answer(self) -> dict[str, Any]:
        return json.loads(await self.heard())  # type: ignore[no-any-return]  # an object


@pytest.fixture
async def line(door: Door, haihe: httpx.AsyncClient) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection(*door.address)
    made = Line(reader, writer)
    await made.begin(haihe.headers["authorization"])
    yield made
    writer.close()


async def test_a_line_is_answered_while_the_request_is_still_open(line: Line) -> None:
    await line.say(lines(document("ORD-1")))
    async with asyncio.timeout(20):
        head = await line.reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert (await line.answer())["reference"] == "ORD-1"
    await line.say(b'{"half":')
    await line.say(b" 1}\n")
    assert (await line.answer())["status"] == 422
    await line.say(b"")
    assert await line.heard() == b""


async def test_what_was_whole_is_taken_when_the_client_goes_away(
    line: Line, door: Door, haihe: httpx.AsyncClient
) -> None:
    await line.say(lines(document("ORD-1")) + lines(document("ORD-2"))[:-1])
    async with asyncio.timeout(20):
        await line.reader.readuntil(b"\r\n\r\n")
    line.writer.close()
    await door.close()
    stored = (await haihe.get("/api/v1/filings")).json()["items"]
    assert [filing["reference"] for filing in stored] == ["ORD-1"]


async def test_a_client_that_reads_nothing_before_it_has_sent_everything_is_served(
    line: Line,
) -> None:
    count = 20_000
    problem = 700  # octets of an answer at least: far more than the sockets hold
    assert count * problem < MOST_UNSENT
    for _ in range(20):
        await line.say(b"{}\n" * (count // 20))
    await line.say(b"")
    async with asyncio.timeout(120):
        await line.reader.readuntil(b"\r\n\r\n")
        told = 0
        while heard := await line.heard():
            told += heard.count(b"\n")
    assert told == count

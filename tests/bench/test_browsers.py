"""The browsers post what they are told and count what comes back, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from heyan.bench.browsers import BadAnswer, Visit, open_browsers

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall is ok"


@asynccontextmanager
async def house(answer: bytes, heard: list[bytes]) -> AsyncIterator[Visit]:
    """A house that gives one answer to every line, in two pieces; if it is none, it leaves."""
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        while line := await reader.readline():
            heard.append(line.strip())
            if not answer:
                break
            writer.write(answer[:20])
            await writer.drain()
            writer.write(answer[20:])
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield Visit("127.0.0.1", server.sockets[0].getsockname()[1], b"all is ok")
        await asyncio.gather(*filter(None, serving))


REQUESTS = [b"%d\n" % n for n in range(30)]
LINES = [request.strip() for request in REQUESTS]


async def test_every_request_is_posted_once_and_timed() -> None:
    heard: list[bytes] = []
    async with house(FINE, heard) as visit, open_browsers([visit], 4) as browsers:
        timed = await browsers.post_all(REQUESTS)
    assert sorted(heard) == sorted(LINES)
    assert timed.count == len(timed.each) == 30


async def test_browsers_are_spread_over_all_doors() -> None:
    one: list[bytes] = []
    other: list[bytes] = []
    async with (
        house(FINE, one) as here,
        house(FINE, other) as there,
        open_browsers([here, there], 4) as browsers,
    ):
        await browsers.post_all(REQUESTS)
    assert sorted(one + other) == sorted(LINES)
    assert len(one) >= 2
    assert len(other) >= 2


async def test_at_a_rate_a_request_waits_from_when_it_was_due() -> None:
    heard: list[bytes] = []
    async with house(FINE, heard) as visit, open_browsers([visit], 1) as browsers:
        timed = await browsers.post_at(REQUESTS, 1_000_000.0)
    assert heard == LINES
    assert timed.count == 30
    assert sorted(timed.each) == timed.each, "one browser: who comes later waits longer"


@pytest.mark.parametrize(
    "answer", [FINE.replace(b"200", b"403"), FINE.replace(b"all is", b"it was")]
)
async def test_another_answer_ends_the_measurement(answer: bytes) -> None:
    async with house(answer, []) as visit, open_browsers([visit], 2) as browsers:
        with pytest.raises(BadAnswer, match="HTTP"):
            await browsers.post_all(REQUESTS)


async def test_a_lost_connection_ends_the_measurement() -> None:
    async with house(b"", []) as visit, open_browsers([visit], 1) as browsers:
        with pytest.raises(BadAnswer, match="lost"):
            await browsers.post_all(REQUESTS)

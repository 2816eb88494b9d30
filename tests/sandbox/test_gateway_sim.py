"""The pretend carrier on its own tells what arrives, and shows codes only on request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from heyan.sandbox.faults import Fault, Rule
from heyan.sandbox.gateway_sim import Options, run
from heyan.wire.alphabet import split
from heyan.wire.cmpp import VERSION_20, Cmpp
from tests.carriers.desk import MOMENT
from tests.sandbox.client import BOUND, STAMP, Client


@asynccontextmanager
async def simulated(said: list[str], *, show_texts: bool = False) -> AsyncIterator[Client]:
    """Run the simulator and log in to it at the address that it tells."""
    options = Options(
        {"900001": "secret01"},
        port=0,
        rules=(Rule(Fault.REFUSE, "139"),),
        show_texts=show_texts,
    )
    stop, heard = asyncio.Event(), asyncio.Event()

    def say(sentence: str) -> None:
        said.append(sentence)
        heard.set()

    running = asyncio.create_task(run(options, stop, lambda: MOMENT, say))
    async with asyncio.timeout(BOUND):
        await heard.wait()
    port = int(said[0].rstrip(".").rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    client = Client(Cmpp(VERSION_20, "900001", "secret01", "1065"), reader, writer)
    client.say(client.dialect.login(STAMP), 1)
    await client.read()
    try:
        yield client
    finally:
        writer.close()
        stop.set()
        await running


async def test_it_tells_of_each_message_without_number_or_text() -> None:
    said: list[str] = []
    async with simulated(said) as client:
        client.submit(2)
        await client.read()
        client.submit(3, "13900000001")
        await client.read()
        await client.read()  # a report, and the refusal
    assert said == [
        said[0],
        "138****0001 received 9 characters from 1065",
        "It accepted 1 messages and refused 1.",
    ]
    assert "speaks cmpp at 127.0.0.1:" in said[0]


async def test_texts_are_shown_on_request() -> None:
    said: list[str] = []
    async with simulated(said, show_texts=True) as client:
        client.submit(2)
        await client.read()
    assert said[1] == "13800000001 received from 1065: 验证码123456"


async def test_another_protocol_is_refused() -> None:
    options = Options({}, protocol="telex")
    with pytest.raises(ValueError, match="not telex"):
        await run(options, asyncio.Event(), lambda: MOMENT, print)


def test_its_secrets_do_not_show() -> None:
    assert "secret01" not in repr(Options({"900001": "secret01"}))
    assert len(split("验证码123456")) == 1

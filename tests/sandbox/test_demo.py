"""The demo shows the way in, tells what happens live, and leaves nothing behind."""

import asyncio
import re
import tempfile
from pathlib import Path

from heyan.sandbox.demo import DemoOptions, run
from heyan.sandbox.examples import find_examples, read_examples
from heyan.sandbox.provider import program

BOUND = 60


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("heyan-demo-*"))


async def test_the_demo_tells_its_journey_until_it_is_stopped() -> None:
    before = folders()
    said: list[str] = []
    stop = asyncio.Event()

    def say(line: str) -> None:
        said.append(line)
        if "message.delivered" in line:
            stop.set()

    async with asyncio.timeout(BOUND):
        assert await run(DemoOptions(listen="127.0.0.1:0"), stop, say)
    told = "\n".join(said)
    assert "72 filings of 10 provinces taken in." in told
    assert re.search(r"http://tjcainfo\.localhost:\d+/", told)
    assert re.search(r"phone of \S+: code \d{6} - number \d{11} - last six \S{6}", told)
    assert folders() - before == set()


async def test_a_filing_that_somebody_tries_the_api_with_is_told_with_its_messages() -> None:
    said: list[str] = []
    stop, shown = asyncio.Event(), asyncio.Event()

    def say(line: str) -> None:
        said.append(line)
        if "message.delivered" in line:
            shown.set()
        if "phone 13" in line:
            stop.set()

    async def submit() -> None:
        await shown.wait()
        told = "\n".join(said)
        (port,) = re.findall(r"http://127\.0\.0\.1:(\d+)/schema", told)
        (key,) = re.findall(r"海河云: (hy_\S+)", told)
        document = read_examples(find_examples(None)).filings[0].document
        provider = program(f"http://127.0.0.1:{port}/api/v1", key)
        async with provider.client:
            await provider.submit({**document, "reference": "MY-OWN"})

    async with asyncio.timeout(BOUND), asyncio.TaskGroup() as group:
        group.create_task(run(DemoOptions(listen="127.0.0.1:0"), stop, say))
        group.create_task(submit())
    assert any(re.search(r"phone 13\d{9}: .*\d{6}", line) for line in said)

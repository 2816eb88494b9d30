"""The demo shows the way in, tells what happens live, and leaves nothing behind."""

import asyncio
import re
import tempfile
from pathlib import Path

from heyan.sandbox.demo import DemoOptions, run

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

"""`heyan serve` is killed at any moment and PostgreSQL restarted: no promise is broken.

HEYAN_KILLS and HEYAN_KILL_FILINGS ask for more; HEYAN_KILL_SEED plays the same moments again.
"""

import asyncio
import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from heyan.assembly import draw_bytes
from heyan.casework.filings.views import FilingView
from tests.fakes.desks import loaded_dice
from tests.kill.people import Journey, People
from tests.kill.town import Town, found_town
from tests.model import history

KILLS = int(os.environ.get("HEYAN_KILLS", "5"))
FILINGS = int(os.environ.get("HEYAN_KILL_FILINGS", "20"))
SEED = os.environ.get("HEYAN_KILL_SEED") or draw_bytes(4).hex()
RESTARTS = (signal.SIGQUIT, signal.SIGKILL, signal.SIGQUIT)
UNDER_WAY = "select count(*) from messages where state in ('taken', 'queued')"
LEDGER = """
    select number, n, ordinal, messages.state, attempts, challenges.state as asked
      from messages join challenges using (province, number, n)"""
BOUND = 300 + 20 * KILLS + 5 * FILINGS  # seconds, several times what a busy machine takes


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that PostgreSQL can reach as a user of its own."""
    path = Path("/tmp") / f"heyan-kill-{os.getpid()}"  # noqa: S108 - removed below
    path.mkdir(mode=0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@dataclass
class Reader:
    """A provider's program that reads the feed all along, from where it was."""

    people: People
    cursor: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)

    async def read_on(self, client: httpx.AsyncClient) -> int:
        """Read one page; keep the cursor with what was made of it."""
        asked = {"after": self.cursor} if self.cursor else {}
        page = await self.people.api(client, "GET", "events", params={**asked, "limit": 50})
        self.events += page["items"]
        self.cursor = page["next"]
        return len(page["items"])

    async def read(self) -> None:
        async with httpx.AsyncClient(base_url=self.people.url, timeout=30) as client:
            while True:
                if not await self.read_on(client):
                    await asyncio.sleep(0.2)


async def trouble(town: Town, people: People) -> None:
    """Kill and restart at moments that the seed says, giving out filings between them."""
    draw = loaded_dice(SEED)

    def moment(most: float) -> float:
        return most * int.from_bytes(draw(4)) / 2**32

    last = {(n + 1) * KILLS // (len(RESTARTS) + 1): by for n, by in enumerate(RESTARTS)}
    for n in range(KILLS):
        for _ in range(FILINGS * n // KILLS, FILINGS * (n + 1) // KILLS):
            people.turn.release()
        town.serve()
        if moment(1) > 0.2:  # else it may be killed before it has begun
            await town.ready()
        await asyncio.sleep(moment(1.5))
        if n in last:
            await town.ready()
            await town.postgres.die(last[n])
            await asyncio.sleep(moment(0.5))
            await town.postgres.start()
            await town.ready()  # the same process
            await asyncio.sleep(moment(1.5))
        town.kill()
    town.serve()


async def settle(town: Town, people: People) -> None:
    """Turn the clock until the ledger knows of every message what became of it."""
    connection = await asyncpg.connect(town.postgres.url)
    try:
        async with httpx.AsyncClient(base_url=town.url, timeout=30) as client:
            while True:
                await people.api(client, "POST", "sandbox/clock", json={"advance": "PT125S"})
                await asyncio.sleep(1)
                if not await connection.fetchval(UNDER_WAY):
                    return
    finally:
        await connection.close()


async def play(town: Town) -> tuple[list[Journey], Reader]:
    """Let everybody go on their way through all the trouble."""
    people = People(town.url, town.key, town.phones)
    journeys, reader = [Journey(n) for n in range(FILINGS)], Reader(people)
    async with asyncio.timeout(BOUND), asyncio.TaskGroup() as group:
        reading = group.create_task(reader.read())
        under_way = [group.create_task(people.go(journey)) for journey in journeys]
        await trouble(town, people)
        await settle(town, people)
        done, _ = await asyncio.wait(under_way)
        await settle(town, people)
        for each in done:
            each.result()
        reading.cancel()
    async with httpx.AsyncClient(base_url=town.url, timeout=30) as client:
        while await reader.read_on(client):
            pass
    return journeys, reader


async def judge(town: Town, journeys: list[Journey], reader: Reader) -> str:
    """Hold the house to each of its promises; tell what there was in a line."""
    people = People(town.url, town.key, town.phones)
    async with httpx.AsyncClient(base_url=town.url, timeout=30) as client:
        views = {j.n: await people.look(client, j) for j in journeys}
    connection = await asyncpg.connect(town.postgres.url)
    try:
        ledger = await connection.fetch(LEDGER)
        assert await connection.fetchval("select count(*) from cases") == len(journeys)
    finally:
        await connection.close()
    for journey in journeys:
        keep_promises(journey, msgspec.convert(views[journey.n], FilingView))
    told = [event["id"] for event in reader.events]
    happened = [event["id"] for view in views.values() for event in view["history"]]
    assert sorted(told) == sorted(happened), "the feed missed or repeated something"
    numbers = {int(j.id.rpartition("-")[2]): j for j in journeys}
    twice = sum(sent_as_told(town, numbers[row["number"]], row) for row in ledger)
    states = Counter(view["state"] for view in views.values())
    return f"{dict(states)}, {len(ledger)} messages, {twice} of them twice as the ledger says"


def keep_promises(journey: Journey, view: FilingView) -> None:
    """Nothing that was promised is lost, and nothing is decided twice."""
    history.check(view)  # each thing happened at most once, and adds up
    told = Counter(event.type for event in view.history)
    assert journey.done
    assert told["filing.accepted"] == 1
    if journey.plan == "answers":
        assert view.state == "reviewing"
        assert told["challenge.met"] == told["filing.verified"] == 1
    elif journey.plan == "withdraws":
        assert (view.state, journey.withdrawn) == ("withdrawn", True)
    else:
        assert view.state == "verifying"
        wrong = told["challenge.wrong_tail"]
        assert sum(journey.mistyped) <= wrong <= len(journey.mistyped)


def sent_as_told(town: Town, journey: Journey, row: asyncpg.Record) -> bool:
    """Every open number has its message; one more than once only as the ledger says."""
    times = len(town.phones.received(journey.mobiles[row["n"] - 1]))
    assert row["state"] not in {"queued", "taken"}
    assert times <= 1 + row["attempts"], "sent twice on purpose"
    if row["asked"] in {"open", "met"}:
        assert times >= 1, "an open number without its message"
    return times > 1


@pytest.mark.rule("R24", "R27", "R30")
async def test_whatever_is_killed_no_promise_is_broken(folder: Path) -> None:
    print(f"HEYAN_KILL_SEED={SEED}")  # noqa: T201 - shown when it fails
    async with found_town(folder) as town:
        journeys, reader = await play(town)
        line = await judge(town, journeys, reader)
        await town.command("audit", "verify")
    print(f"{KILLS} kills, {len(RESTARTS)} restarts of PostgreSQL, {FILINGS} filings: {line}")  # noqa: T201

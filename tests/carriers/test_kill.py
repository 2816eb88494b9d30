"""The ledger's promise: whatever breaks and whoever is killed, no message is lost or doubled.

A process with the links is killed three times (SIGKILL) while a carrier with every fault takes its
messages. `make soak` asks for a hundred thousand of them; `-s` shows what came of them.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.settling import ANSWER_WITHIN, UNKNOWN_WAIT
from heyan.rules.phone import Mobile
from heyan.rules.writing import plain
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.faults import read_rule
from heyan.sandbox.phones import Phones
from tests.carriers.protocols import ACCOUNTS, habits_for
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, SITE, SUBJECT, new_filing
from tests.fakes.journeys import begin

MANY = int(os.environ.get("HEYAN_SOAK_MESSAGES", "150"))
KILLS = 3
TOGETHER = 64  # filings submitted at once
A_FILING = 5  # numbers
BOUND = 60 + MANY / 20  # seconds for one round
ROOT = Path(__file__).parents[2]
RARE = MANY // 150 + 1  # what costs a connection takes the whole window with it
NEVER_REPORTED = "13810"
FAULTS = (  # the first befall two of a hundred numbers each
    "silent:13800",
    "lose:13801",
    "slow:13802",
    "refuse:13803",
    "duplicate:13804",
    "report-twice:13805",
    "report-first:13806",
    "report-elsewhere:13807",
    "undelivered:13808",
    "report-late:13809",
    f"report-never:{NEVER_REPORTED}",
    "odd-stat:13815",
    f"close-mid-frame:13811:{RARE}",
    f"garbage:13812:{RARE}",
    f"hang-up:13813:{RARE}",
    f"throttle:13814:{RARE}",
    f"restart:13816:{MANY // 5000 + 1}",
    f"freeze:13817:{MANY // 10_000 + 1}",
    f"stall:13818:{MANY // 10_000 + 1}",
    f"busy::{MANY // 5000 + 1}",
    f"no-login::{MANY // 20_000 + 1}",
    "refuse-login::1",
    "wrong-authenticator::1",
    "byte-by-byte::1",
    "short-reports::1",
)
# Beside what another has taken that was killed.
_UNDER_WAY = """
    select count(*) from messages
     where (state = 'taken' and taken_at = $1) or (state = 'queued' and due_at <= $1)"""
# What links had in hand when they died, and nobody ever sent.
_IN_HAND = """
    select mobile from messages
     where state = 'taken' and held_at = taken_at and attempts = 0"""
_ROWS = "select mobile, state, attempts, due_at from messages"


def mobile(n: int) -> Mobile:
    return Mobile(f"138{n % 50:02}{n:06}")


@dataclass
class Soak:
    desk: Desk
    clock: Clock
    url: str
    protocol: str
    carrier: PretendCarrier
    mobiles: dict[bytes, Mobile]  # by keyed hash
    started: int = 0
    in_hand: int = 0  # messages that a killed process had taken and not noted as leaving
    kept: int = 0  # reports that the carrier still had when the wait for them was over

    async def start(self) -> Process:
        self.started += 1
        arguments = [self.url, str(self.carrier.port), self.protocol]
        arguments += [self.clock.now.isoformat(), f"process {self.started}"]
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.carriers.room", *arguments, cwd=ROOT
        )

    async def kill_in_the_middle(self) -> None:
        """Let a process take a fifth of all messages, or what there is to take, and kill it."""
        self.clock.turn(timedelta(seconds=2))  # until it runs again; what was throttled may go
        process = await self.start()
        goal = min(len(self.carrier.taken) + MANY // (KILLS + 2), MANY * 2)
        try:
            async with asyncio.timeout(BOUND):
                while len(self.carrier.taken) < goal and await self.under_way():  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.002 if MANY < 1000 else 0.2)
        finally:
            process.kill()
        assert await process.wait() == -signal.SIGKILL
        await self.look_into_hands()

    async def look_into_hands(self) -> None:
        """Nothing that a process had in hand when it died has left."""
        async with self.desk.database.read() as tx:
            in_hand = {self.mobiles[row["mobile"]] for row in await tx.fetch(_IN_HAND)}
        self.in_hand += len(in_hand)
        assert not in_hand & {taken.mobile for taken in self.carrier.taken if taken.result == 0}

    async def work_off(self) -> None:
        """Let processes take all that may go now, one after another, ended in good order.

        What one of them had in hand and could not send in time may go a second later.
        """
        while await self.under_way():
            process = await self.start()
            try:
                async with asyncio.timeout(BOUND):
                    while await self.under_way():  # noqa: ASYNC110 - another process
                        await asyncio.sleep(0.05)
            finally:
                process.terminate()
            async with asyncio.timeout(BOUND):
                assert await process.wait() == 0
            self.clock.turn(timedelta(seconds=2))

    async def let_time_pass(self) -> None:
        """Turn the clock until whatever is overdue has been put back or given up."""
        self.kept += self.carrier.unbrought(ACCOUNTS[self.protocol].account)
        for span in (ANSWER_WITHIN, UNKNOWN_WAIT):
            self.clock.turn(span + timedelta(seconds=1))
            while await work_overdue_messages(self.desk):
                pass

    async def under_way(self) -> int:
        async with self.desk.database.read() as tx:
            return int(await tx.fetchval(_UNDER_WAY, self.clock.now))

    async def rows(self) -> list[asyncpg.Record]:
        async with self.desk.database.read() as tx:
            return list(await tx.fetch(_ROWS))


async def order_messages(desk: Desk) -> dict[bytes, Mobile]:
    """Submit filings of several numbers each; return the numbers by their keyed hashes."""
    journey = await begin(desk)
    numbers = [mobile(n) for n in range(MANY)]

    async def submit(n: int) -> None:
        people = [replace(LI, mobiles=(each,)) for each in numbers[n : n + A_FILING]]
        sites = [replace(SITE, principal=p, domains=(f"{p.mobile}.example",)) for p in people]
        subject = replace(SUBJECT, principal=people[0])
        filing = new_filing(*sites, subject=subject, reference=f"ORD-{n}")
        await submit_filing(desk, journey.provider, plain(filing))

    filings = range(0, MANY, A_FILING)
    for start in range(0, len(filings), TOGETHER):
        await asyncio.gather(*map(submit, filings[start : start + TOGETHER]))
    return {desk.mobile_hash(each): each for each in numbers}


def judge(soak: Soak, rows: list[asyncpg.Record]) -> int:
    """Hold each message to the ledger's promise; return how many the carrier took twice."""
    taken = Counter(taken.mobile for taken in soak.carrier.taken if taken.result == 0)
    assert len(rows) == MANY
    for row in rows:
        times = taken[soak.mobiles[row["mobile"]]]
        assert row["state"] not in {"queued", "taken"}, row
        assert times <= 2, row
        if times == 2:  # the ledger says that its first answer never came
            assert row["attempts"] >= 1, row
        if row["state"] in {"accepted", "delivered"}:
            assert times >= 1, row
        if times == 0:
            assert row["state"] in {"unknown", "undelivered"}, row
    twice = [number for number, times in taken.items() if times == 2]
    reported = [number for number in twice if not number.startswith(NEVER_REPORTED)]
    # Neither an answer nor a report in time: a report that came would have settled it.
    unheard = soak.carrier.given_up(ACCOUNTS[soak.protocol].account) + soak.kept
    assert len(reported) <= unheard
    return len(twice)


@pytest.mark.parametrize("protocol", ["cmpp3", "sgip"])
async def test_nothing_is_lost_or_doubled_though_the_process_is_killed_three_times(
    desk: Desk, clock: Clock, database_url: str, protocol: str
) -> None:
    rules = [read_rule(fault) for fault in FAULTS]
    carrier = PretendCarrier(Phones(), habits_for(protocol), clock, rules)
    mobiles = await order_messages(desk)
    await carrier.start()
    soak = Soak(desk, clock, database_url, protocol, carrier, mobiles)
    try:
        for _ in range(KILLS):
            await soak.kill_in_the_middle()
        await soak.let_time_pass()
        for _ in range(4):  # what was unknown, throttled or refused for a while
            await soak.work_off()
            await soak.let_time_pass()
    finally:
        await carrier.stop()
    rows = await soak.rows()
    twice = judge(soak, rows)
    states = Counter(row["state"] for row in rows)
    rate = f"{twice} sent twice, {twice * 1_000_000 // MANY} a million"
    died = f"{soak.in_hand} died in a hand"
    print(f"{protocol}: {MANY} messages, {dict(states)}, {died}, {rate}")  # noqa: T201 - seen with -s

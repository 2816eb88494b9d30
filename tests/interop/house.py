"""Our side of it: an account as heyan.toml states it, the carriers room, and what it sends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from heyan.carriers import gateway
from heyan.carriers.account import Account
from heyan.carriers.gateway import Gateway
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing
from heyan.due import Bell
from heyan.fittings import build_account
from heyan.rules.phone import Mobile
from heyan.rules.writing import plain
from heyan.sandbox.carrier import PretendCarrier
from heyan.settings.accounts import read_accounts
from tests.carriers.desk import WORLD, FakeSending
from tests.fakes.filings import LI, SITE, SUBJECT, new_filing
from tests.fakes.journeys import begin
from tests.interop.peers import BOUND

ACCOUNT, SECRET = "900001", "secret01"
NODE = 3010012345
PROTOCOLS = ("cmpp2", "cmpp3", "sgip", "smgp", "smgp13", "smpp")
# What each protocol calls a heartbeat and a goodbye; SGIP has no heartbeat.
ALIVE = {"cmpp2": 8, "cmpp3": 8, "smgp": 4, "smgp13": 4, "smpp": 0x15}
END = {"cmpp2": 2, "cmpp3": 2, "sgip": 2, "smgp": 6, "smgp13": 6, "smpp": 6}
LONG = "这条短信太长，一条放不下，要分成几条才能发出去：" + "一二三四五六七八九十" * 12


def account(protocol: str, port: int, **more: object) -> Account:
    """Build the account from a `[carriers.mobile]` table."""
    table = {
        "carrier": "mobile",
        "protocol": protocol,
        "host": "127.0.0.1",
        "port": port,
        "account": ACCOUNT,
        "password": SECRET,
        "source_number": "106575000130",
        "service_id": "HEYAN",
        "node": NODE,
        "heartbeat": 1,
        **more,
    }
    (told,) = read_accounts({"mobile": table}, {})
    return build_account(told)


async def order_messages(desk: Desk, mobiles: list[str]) -> None:
    """Submit a filing for each number."""
    journey = await begin(desk)
    for n, mobile in enumerate(mobiles):
        person = replace(LI, mobiles=(Mobile(mobile),))
        filing = new_filing(
            replace(SITE, principal=person),
            subject=replace(SUBJECT, principal=person),
            reference=f"ORD-{n}",
        )
        await submit_filing(desk, journey.provider, plain(filing))


async def states(desk: Desk) -> list[str]:
    """Return how the ledger's messages stand."""
    async with desk.database.read() as tx:
        return [row["state"] for row in await tx.fetch("select state from messages")]


async def until_delivered(desk: Desk) -> None:
    async with asyncio.timeout(BOUND):
        while set(await states(desk)) != {"delivered"}:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)


@asynccontextmanager
async def at_desk(desk: Desk, *accounts: Account) -> AsyncIterator[None]:
    """Run the carriers room at a desk; end it in good order."""
    stop = asyncio.Event()
    room = asyncio.create_task(gateway.run(desk, Bell(), accounts, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(BOUND):
            await room


@asynccontextmanager
async def without_database(given: Account) -> AsyncIterator[tuple[FakeSending, Bell]]:
    """Run the carriers room at a ledger in memory."""
    desk, bell, stop = FakeSending(), Bell(), asyncio.Event()
    room = asyncio.create_task(Gateway(desk, bell, WORLD, [given]).run(stop))
    try:
        yield desk, bell
    finally:
        stop.set()
        async with asyncio.timeout(BOUND):
            await room


@asynccontextmanager
async def serving(carrier: PretendCarrier) -> AsyncIterator[None]:
    """Let a pretend carrier listen for as long as the block lasts."""
    await carrier.start()
    try:
        yield
    finally:
        await carrier.stop()

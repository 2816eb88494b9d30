"""The way through the whole house: out of the ledger, to a carrier, and its answer back in."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from heyan.bench.orders import document
from heyan.bench.peers import Result
from heyan.carriers import gateway
from heyan.carriers.account import Account
from heyan.casework import people
from heyan.casework.filings.intake import take_in
from heyan.casework.people import Provider
from heyan.house import House, open_house
from heyan.settings import Settings

TOGETHER = 64  # filings submitted at once
LOOK, LOOK_SELDOM = 0.02, 0.1  # seconds between two looks at the ledger, which cost it something
_WAITING = "select exists (select from messages where accepted_at is null)"


@dataclass
class WholeHouse:
    """A house on a database of its own, with one account."""

    house: House
    provider: Provider
    account: Account
    ordered: int = 0

    async def order(self, messages: int) -> None:
        """Submit so many filings; each orders a message."""
        first, self.ordered = self.ordered, self.ordered + messages
        for start in range(first, self.ordered, TOGETHER):
            numbers = range(start, min(start + TOGETHER, self.ordered))
            await asyncio.gather(*map(self._submit, numbers))

    async def send(self, messages: int) -> Result:
        """Order so many messages, then let the carriers room send them.

        Between the two the tables are vacuumed and looked over, as they have been in service within
        a minute. Statements that were planned for an empty table read a whole province.
        """
        await self.order(messages)
        async with self.house.desk.database.read() as tx:
            await tx.execute("vacuum analyze cases, challenges, filings, messages, trail")
        begun, cpu = time.perf_counter(), time.process_time()
        async with self.working():
            await self.until_accepted(LOOK_SELDOM)
        return Result(messages, time.perf_counter() - begun, time.process_time() - cpu)

    async def send_one_by_one(self, messages: int) -> Sequence[float]:
        """Order one message at a time; return the seconds from submission to acceptance."""
        took = []
        async with self.working():
            await self.order(1)
            await self.until_accepted()  # the link is open
            for _ in range(messages):
                begun = time.perf_counter()
                await self.order(1)
                await self.until_accepted()
                took.append(time.perf_counter() - begun)
        return took

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Run the carriers room."""
        stop = asyncio.Event()
        desk, bell = self.house.desk, self.house.bell
        room = asyncio.create_task(gateway.run(desk, bell, [self.account], stop))
        try:
            yield
        finally:
            stop.set()
            await room

    async def until_accepted(self, look: float = LOOK) -> None:
        """Wait until the ledger says that everything ordered was accepted."""
        while await self._is_waiting():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(look)

    async def _submit(self, number: int) -> None:
        await take_in(self.house.desk, self.provider, document(number))

    async def _is_waiting(self) -> bool:
        async with self.house.desk.database.read() as tx:
            return bool(await tx.fetchval(_WAITING))


@asynccontextmanager
async def open_whole_house(account: Account) -> AsyncIterator[WholeHouse]:
    """Build a house on an embedded server that keeps what it commits, and take it away again."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="heyan-bench-"))
        settings = Settings.read({"HEYAN_MODE": "sandbox", "HEYAN_HOME": home})
        house = await stack.enter_async_context(open_house(settings))
        provider, _ = await people.add_provider(house.desk, "bench")
        yield WholeHouse(house, provider, account)

"""A filing of one number, sent by hand: what a link would do, step by step."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

from heyan.casework.desk import Desk
from heyan.casework.filings.views import FilingView
from heyan.casework.messages.departing import note_departures
from heyan.casework.messages.sending import record_results, take_messages
from heyan.rules.filing import Filing
from heyan.rules.ledger import Departure, MessageKey, Outcome, Outgoing, Result
from heyan.rules.phone import Carrier
from heyan.store import messages
from heyan.store.database import Database, StoreUnavailable, Transaction
from heyan.store.messages import Message
from tests.fakes.filings import LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import ACCOUNT, Journey, types


@dataclass
class Sent:
    """A filing of one number, which 移动 serves, and its provider's journey."""

    journey: Journey
    filing: FilingView

    @property
    def desk(self) -> Desk:
        return self.journey.desk

    async def look(self) -> FilingView:
        return await self.journey.look(self.filing)

    async def history(self) -> list[str]:
        """What happened after the message was ordered."""
        return types(await self.look())[2:]

    async def row(self, message: Outgoing) -> Message:
        """What the ledger has of a message."""
        async with self.desk.database.transaction() as tx:
            held = await messages.lock(tx, message.key.province, [message.key])
        return held[message.key]


def one_number(reference: str = "ONE", province: int = TIANJIN) -> Filing:
    return new_filing(replace(SITE, principal=LI), reference=reference, province=province)


async def take(sent: Sent, room: int = 10) -> Sequence[Outgoing]:
    return await take_messages(sent.desk, ACCOUNT, Carrier.MOBILE, room)


async def submit(
    sent: Sent, room: int = 10, account: str = ACCOUNT, ids: Sequence[str | None] = ()
) -> Sequence[Outgoing]:
    """Take, and write down that what was taken leaves now; the ids are those known before."""
    taken = await take_messages(sent.desk, account, Carrier.MOBILE, room)
    known_as = [*ids, *[None] * len(taken)]
    going = {m.key: Departure(m.taking, known) for m, known in zip(taken, known_as, strict=False)}
    assert await note_departures(sent.desk, account, going) == going.keys()
    return taken


def departing(*messages: Outgoing, known_as: str | None = None) -> dict[MessageKey, Departure]:
    """Say what a link notes when these messages are about to leave."""
    return {message.key: Departure(message.taking, known_as) for message in messages}


async def hear(sent: Sent, message: Outgoing, outcome: Outcome) -> None:
    await record_results(sent.desk, ACCOUNT, [Result(message.key, outcome, message.taking)])


@dataclass
class Leaving:
    """The database, which after so many takings cannot be reached."""

    database: Database
    allowed: int

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        return self.database.read()

    def statement(self) -> AbstractAsyncContextManager[Transaction]:
        if not self.allowed:
            raise StoreUnavailable("PostgreSQL restarts")
        self.allowed -= 1
        return self.database.statement()

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        raise StoreUnavailable("PostgreSQL restarts")


@dataclass
class Held:
    """The database, in which something happens before each transaction that somebody begins."""

    database: Database
    meanwhile: Callable[[], Awaitable[None]]

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        return self.database.read()

    def statement(self) -> AbstractAsyncContextManager[Transaction]:
        return self.database.statement()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        await self.meanwhile()
        async with self.database.transaction() as tx:
            yield tx

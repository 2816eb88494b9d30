"""The gateway to the carriers (短信网关): keeps the links of every account until told to stop."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from heyan.carriers.account import Account
from heyan.carriers.clerk import Clerk, Sending
from heyan.carriers.link import Link, World
from heyan.carriers.pace import Pace
from heyan.carriers.status import LinkStatus
from heyan.casework import sending
from heyan.casework.desk import Desk
from heyan.due import Bell
from heyan.rules.ledger import CarrierReport, Outgoing, Result
from heyan.rules.phone import Carrier

logger = logging.getLogger(__name__)

LAST_WORDS = 5.0  # seconds for what is still to be recorded when the links are down
_CHINA = timedelta(hours=8)
_SIDES = 2**32


@dataclass(frozen=True)
class DeskSending:
    """The deeds of sending, done at one desk."""

    desk: Desk

    async def take_messages(self, account: str, carrier: Carrier, room: int) -> Sequence[Outgoing]:
        return await sending.take_messages(self.desk, account, carrier, room)

    async def record_results(self, account: str, results: Sequence[Result]) -> None:
        await sending.record_results(self.desk, account, results)

    async def record_reports(self, account: str, reports: Sequence[CarrierReport]) -> None:
        await sending.record_reports(self.desk, account, reports)


@dataclass
class Post:
    """One account at work."""

    account: Account
    clerk: Clerk
    pace: Pace
    links: list[Link] = field(default_factory=list)


class Gateway:
    def __init__(
        self, sending: Sending, bell: Bell, world: World, accounts: Sequence[Account]
    ) -> None:
        self._bell = bell
        self._posts = [self._post(sending, world, account) for account in accounts]

    @staticmethod
    def _post(sending: Sending, world: World, account: Account) -> Post:
        post = Post(account, Clerk(account, sending), Pace(account.rate))
        for number in range(1, account.connections + 1):
            post.links.append(Link(account, number, post.clerk, post.pace, world))
        return post

    def status(self) -> list[LinkStatus]:
        """Tell how each link is."""
        return [link.status for post in self._posts for link in post.links]

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the links until told to stop; then end them in good order and record the rest."""
        async with asyncio.TaskGroup() as posts:
            ringer = posts.create_task(self._pass_on_rings())
            waker = posts.create_task(self._wake_at(stop))
            await asyncio.gather(*(self._staff(post, stop) for post in self._posts))
            ringer.cancel()
            waker.cancel()

    async def _staff(self, post: Post, stop: asyncio.Event) -> None:
        clerk = asyncio.create_task(post.clerk.run())
        try:
            await asyncio.gather(*(link.run(stop) for link in post.links))
            post.clerk.close()
            await asyncio.wait({clerk}, timeout=LAST_WORDS)
            if left := post.clerk.unrecorded:
                logger.error("Account %s ends with %d facts unrecorded", post.account.name, left)
        finally:
            clerk.cancel()

    async def _pass_on_rings(self) -> None:
        ring = self._bell.next_ring()
        while True:
            await ring.wait()
            ring = self._bell.next_ring()
            self._wake()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake()

    def _wake(self) -> None:
        for post in self._posts:
            for link in post.links:
                link.wake()


async def run(desk: Desk, bell: Bell, accounts: Sequence[Account], stop: asyncio.Event) -> None:
    """Serve the accounts from this desk; `bell` rings when there are messages."""
    await at_desk(desk, bell, accounts).run(stop)


def at_desk(desk: Desk, bell: Bell, accounts: Sequence[Account]) -> Gateway:
    """Make the gateway of a desk, to run it and to ask it how its links are."""

    def stamp() -> str:
        return f"{desk.clock() + _CHINA:%m%d%H%M%S}"

    def shake() -> float:
        return int.from_bytes(desk.draw(4)) / _SIDES

    return Gateway(DeskSending(desk), bell, World(stamp, shake), accounts)

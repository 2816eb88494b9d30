"""The gateway to the carriers (短信网关): keeps the links of every account until told to stop."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from heyan.carriers.account import Account
from heyan.carriers.clerk import Sending
from heyan.carriers.link import Link
from heyan.carriers.listener import Listener
from heyan.carriers.post import Post, World, make_post
from heyan.carriers.status import LinkStatus
from heyan.carriers.turns import Turns
from heyan.casework.desk import Desk
from heyan.casework.messages import departing, reporting, sending
from heyan.casework.messages.links import TELL_EVERY
from heyan.due import Bell
from heyan.rules.ledger import CarrierReport, Departure, MessageKey, Outgoing, Result
from heyan.rules.phone import Carrier

logger = logging.getLogger(__name__)

JOINING = 1.5 * TELL_EVERY  # so long who comes waits for the others to hear of it
LAST_WORDS = 5.0  # seconds for what is still to be recorded when the links are down
_CHINA = timedelta(hours=8)
_SIDES = 2**32


@dataclass(frozen=True)
class DeskSending:
    """The deeds of sending, done at one desk."""

    desk: Desk

    async def take_messages(
        self, account: str, carrier: Carrier, room: int, *, again: bool
    ) -> Sequence[Outgoing]:
        return await sending.take_messages(self.desk, account, carrier, room, again=again)

    async def note_departures(
        self, account: str, leaving: Mapping[MessageKey, Departure]
    ) -> Collection[MessageKey]:
        return await departing.note_departures(self.desk, account, leaving)

    async def record_heard(
        self, account: str, results: Sequence[Result], reports: Sequence[CarrierReport]
    ) -> None:
        await reporting.record_heard(self.desk, account, results, reports)


@dataclass(frozen=True)
class Staff:
    """One account at work, and all of its connections."""

    post: Post
    links: Sequence[Link]
    listener: Listener | None


class Gateway:
    def __init__(
        self, sending: Sending, bell: Bell, world: World, accounts: Sequence[Account]
    ) -> None:
        self._bell = bell
        self._joined = False  # whether we have heard who else sends
        turns = {account.carrier: Turns() for account in accounts}
        self._staffs = [
            _staff(make_post(account, sending, world, turns[account.carrier]))
            for account in accounts
        ]

    def status(self) -> list[LinkStatus]:
        """Tell how each link is, and each listener."""
        now = asyncio.get_running_loop().time()
        for staff in self._staffs:
            for link in staff.links:
                link.status.rate = staff.post.pace.rate_at(now)
        ends = [end for staff in self._staffs for end in (*staff.links, staff.listener)]
        return [end.status for end in ends if end is not None]

    def share(self, processes: Mapping[str, int]) -> None:
        """Keep to our part of each account's rate; `processes` says how many send over which.

        Who comes waits first until those who were there must have heard of it: until then they
        send as before, and together it would be more than was agreed.
        """
        now = asyncio.get_running_loop().time()
        for staff in self._staffs:
            pace, count = staff.post.pace, processes.get(staff.post.account.name, 1)
            pace.share_among(count)
            if count > 1 and not self._joined:
                pace.join_at(now + JOINING.total_seconds())
        self._joined = True

    def listener(self, account: str) -> Listener | None:
        found = [staff.listener for staff in self._staffs if staff.post.account.name == account]
        return found[0] if found else None

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the links until told to stop; then end them in good order and record the rest."""
        async with asyncio.TaskGroup() as posts:
            ringer = posts.create_task(self._pass_on_rings())
            waker = posts.create_task(self._wake_at(stop))
            await asyncio.gather(*(self._serve(staff, stop) for staff in self._staffs))
            ringer.cancel()
            waker.cancel()

    async def _serve(self, staff: Staff, stop: asyncio.Event) -> None:
        post = staff.post
        clerk = asyncio.create_task(post.clerk.run())
        ends = [link.run(stop) for link in staff.links]
        if staff.listener is not None and post.account.listen is not None:
            ends.append(staff.listener.run(post.account.listen, stop))
        try:
            await asyncio.gather(*ends)
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
        for staff in self._staffs:
            for link in staff.links:
                link.wake()


def _staff(post: Post) -> Staff:
    account = post.account
    links = [Link(post, number) for number in range(1, account.connections + 1)]
    return Staff(post, links, Listener(post) if account.listen is not None else None)


async def run(desk: Desk, bell: Bell, accounts: Sequence[Account], stop: asyncio.Event) -> None:
    """Serve the accounts from this desk; `bell` rings when there are messages."""
    await at_desk(desk, bell, accounts).run(stop)


def at_desk(desk: Desk, bell: Bell, accounts: Sequence[Account]) -> Gateway:
    """Make the gateway of a desk, to run it and to ask it how its links are."""
    return Gateway(DeskSending(desk), bell, world_of(desk), accounts)


def world_of(desk: Desk) -> World:
    """Give links the clock and the dice of a desk."""

    def stamp() -> str:
        return f"{desk.clock() + _CHINA:%m%d%H%M%S}"

    def shake() -> float:
        return int.from_bytes(desk.draw(4)) / _SIDES

    return World(stamp, shake)

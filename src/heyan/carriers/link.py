"""One link to a carrier (链路): keeps a connection, pulls messages while its window has room."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from heyan.carriers.account import Account
from heyan.carriers.clerk import Clerk
from heyan.carriers.connection import Connection
from heyan.carriers.conversation import Conversation
from heyan.carriers.pace import Pace
from heyan.carriers.patience import rest_before
from heyan.carriers.status import LinkStatus
from heyan.rules.ledger import Outgoing
from heyan.wire.session import Session

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """The clock and the dice of the links."""

    stamp: Callable[[], str]  # MMDDHHMMSS in China time, for logins
    shake: Callable[[], float]  # 0 to 1


class Link:
    def __init__(
        self, account: Account, number: int, clerk: Clerk, pace: Pace, world: World
    ) -> None:
        self.status = LinkStatus(f"{account.name}/{number}", account.carrier.value)
        self._account = account
        self._clerk = clerk
        self._pace = pace
        self._world = world
        self._change = asyncio.Event()

    def wake(self) -> None:
        """Look again: messages may be waiting, or it is time to stop."""
        self._change.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the connection until told to stop; then end it in good order."""
        failures = 0
        while not stop.is_set():
            began = asyncio.get_running_loop().time()
            self.status.needs_somebody = False
            try:
                await self._converse(stop)
            except Exception:
                logger.exception("Link %s failed and is made anew", self.status.name)
                self.status.last_error = "a fault of ours"
            lasted = asyncio.get_running_loop().time() - began
            failures = 1 if lasted >= self._account.timeouts.steady else failures + 1
            if not stop.is_set():
                await self._rest(failures, stop)
        self.status.state = "stopped"

    async def _rest(self, failures: int, stop: asyncio.Event) -> None:
        times = self._account.timeouts
        rest = rest_before(failures, self._world.shake(), times)
        if self.status.needs_somebody:
            rest = max(rest, times.retry_refused)
        self.status.state = "resting"
        logger.info("Link %s tries again in %.1f s", self.status.name, rest)
        try:
            await asyncio.wait_for(stop.wait(), rest)
        except TimeoutError:
            return

    async def _converse(self, stop: asyncio.Event) -> None:
        """Hold one connection from its first byte to its last."""
        talk = Conversation(self._account, self._clerk, self._pace, self.status, self.wake)
        connection = await self._connect(talk, stop)
        if connection is None:
            return
        try:
            while not connection.over.is_set():
                self._change.clear()
                if stop.is_set():
                    connection.end()
                    await connection.over.wait()
                else:
                    await self._work(connection, talk)
        finally:
            connection.abort("the link is gone")

    async def _connect(self, talk: Conversation, stop: asyncio.Event) -> Connection | None:
        account = self._account
        self.status.state = "connecting"
        session = Session(account.dialect(), account.limits())

        def begin(session: Session, now: float) -> None:
            session.start(now, self._world.stamp())

        def make() -> Connection:
            return Connection(session, begin, talk.hear, self.wake, account.timeouts.write)

        loop = asyncio.get_running_loop()
        dialling = loop.create_connection(make, account.host, account.port)
        try:
            _, connection = await until_stopped(dialling, stop, account.timeouts.connect)
        except (OSError, TimeoutError) as error:
            self.status.last_error = f"not reached: {type(error).__name__}"
            logger.warning(
                "Link %s: the gateway cannot be reached (%s)",
                self.status.name,
                type(error).__name__,
            )
            return None
        return connection

    async def _work(self, connection: Connection, talk: Conversation) -> None:
        """Take what may be sent and send it, or wait for a change."""
        now = connection.now
        room = min(connection.room, self._pace.room(now))
        if room <= 0:
            await self._wait(self._pace.next_at(now), now)
            return
        messages = await self._take(room)
        for outgoing in messages:
            await self._send(connection, talk, outgoing)
        connection.flow()
        if not messages:
            await self._wait(now, now)

    async def _take(self, room: int) -> list[Outgoing]:
        try:
            return list(await self._clerk.take(room))
        except Exception:
            logger.exception("Link %s cannot take messages", self.status.name)
            return []

    async def _send(self, connection: Connection, talk: Conversation, outgoing: Outgoing) -> None:
        letter, requests = talk.write(outgoing)
        for number, request in enumerate(requests, 1):
            while not (connection.room and self._pace.room(connection.now)):
                if connection.over.is_set():
                    talk.give_up(letter)
                    return
                connection.flow()
                self._change.clear()
                await self._wait(self._pace.next_at(connection.now), connection.now)
            self._pace.spend(connection.now)
            talk.sent(connection.submit(request), letter, number, connection.now)

    async def _wait(self, until: float, now: float) -> None:
        """Wait for a change; look again at `until`, and now and then in any case."""
        rest = self._account.timeouts.rest
        try:
            await asyncio.wait_for(self._change.wait(), min(rest, until - now or rest))
        except TimeoutError:
            return


async def until_stopped(work: Coroutine[Any, Any, T], stop: asyncio.Event, seconds: float) -> T:
    """Do `work`, but not for longer than `seconds`, and not when told to stop."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait(
            {working, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if not working.done():
            raise TimeoutError
        return working.result()
    finally:
        working.cancel()
        stopping.cancel()

"""One link to a carrier (链路): keeps a connection, pulls messages while its window has room."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from heyan.carriers.connection import Connection
from heyan.carriers.conversation import Conversation
from heyan.carriers.hand import Hand, Patience
from heyan.carriers.patience import rest_before
from heyan.carriers.post import Post
from heyan.carriers.status import LinkStatus
from heyan.casework.messages.settling import ANSWER_WITHIN
from heyan.wire.session import Session

logger = logging.getLogger(__name__)

NOT_OUR_TURN = 0.05  # seconds before asking for our turn again
AHEAD = 4  # windows that are taken beyond the room there is, and are not in doubt in hand
AHEAD_OF = 0.25  # seconds to an answer; who is slower gets no more than its window has room for
AHEAD_FOR = 1.0  # seconds in which what was taken ahead leaves, or goes back for others to send

T = TypeVar("T")


class Link:
    def __init__(self, post: Post, number: int) -> None:
        account = post.account
        self.status = LinkStatus(
            f"{account.name}/{number}", account.carrier.value, account.window, account.rate
        )
        self._post = post
        self._account = account
        self._clerk = post.clerk
        self._pace = post.pace
        self._world = post.world
        # What leaves later than this could be answered when the ledger has given it up.
        self._stale = ANSWER_WITHIN.total_seconds() - post.account.timeouts.response
        self._change = asyncio.Event()
        self._asks = True  # whether there may be something to take
        self._taking: asyncio.Task[None] | None = None
        self._ends_at: float | None = None  # told to stop, we wait no longer for the database
        post.clerk.call_on_progress.append(self.wake)

    def wake(self) -> None:
        """Look again: messages may be waiting, or it is time to stop."""
        self._asks = True
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
        talk = Conversation(self._post, self.status, self.wake)
        connection = await self._connect(talk, stop)
        if connection is None:
            return
        with self._pace.promise(0) as promise:
            hand = Hand(self._post, talk, connection, promise, self._change.set)
            try:
                while not connection.over.is_set():
                    self._change.clear()
                    await self._work(connection, talk, hand, stop)
            finally:
                self._post.turns.idle(self._post.share, connection.now)
                connection.abort("the link is gone")
                await self._let_go(hand, stop)

    async def _connect(self, talk: Conversation, stop: asyncio.Event) -> Connection | None:
        account = self._account
        self.status.state = "connecting"
        session = Session(self._post.dialect, account.limits())

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

    async def _work(
        self, connection: Connection, talk: Conversation, hand: Hand, stop: asyncio.Event
    ) -> None:
        """Send what is in hand, take what may be sent, and wait for a change."""
        hand.move()
        look_at = self._pace.next_at(connection.now)
        if stop.is_set():
            hand.give_back()
            left = self._left_to_end()
            if left <= 0 or (hand.empty and self._taking is None):
                connection.end()
                await connection.over.wait()
                return
            look_at = connection.now + left
        elif self._asks and self._taking is None:
            look_at = max(look_at, self._begin_taking(connection, talk, hand))
        await self._wait(look_at, connection.now)

    async def _let_go(self, hand: Hand, stop: asyncio.Event) -> None:
        """Give everything back when the database has said what is ours; at a stop it has to hurry.

        What it never said stays in the ledger as it is, and is settled there in its time.
        """
        emptying = asyncio.create_task(self._empty(hand))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({emptying, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not emptying.done():
                await asyncio.wait({emptying}, timeout=self._left_to_end())
            if emptying.done():
                emptying.result()
            else:
                logger.warning("Link %s ends without a word of the database", self.status.name)
        finally:
            stopping.cancel()
            emptying.cancel()

    async def _empty(self, hand: Hand) -> None:
        hand.give_back()
        if self._taking is not None:
            await self._taking
        await hand.empty_it()

    def _left_to_end(self) -> float:
        """Say for how long we may still wait for the database, counted from the first call."""
        now = asyncio.get_running_loop().time()
        if self._ends_at is None:
            self._ends_at = now + self._account.timeouts.drain
        return self._ends_at - now

    def _begin_taking(self, connection: Connection, talk: Conversation, hand: Hand) -> float:
        """Take as many as may leave, if any may; else say when to ask again."""
        now, share = connection.now, self._post.share
        ahead = self._ahead(connection, talk)
        if 2 * hand.places > ahead > 0:  # fewer takings take more each
            return now
        at_once = connection.room - hand.places
        room = min(at_once + ahead, self._pace.room(now), self._clerk.room)
        room = self._post.standing.room(room, now)
        if room <= 0:
            self._post.turns.idle(share, now)
            return now
        room = self._post.turns.room(share, room, now)
        if room <= 0:  # it is another account's turn
            return now + NOT_OUR_TURN
        patience = [
            Patience(now + (self._stale if place < at_once else AHEAD_FOR), now + self._stale)
            for place in range(room)
        ]
        hand.expect(room)
        again = talk.open_for(now) >= self._account.timeouts.reports_first
        self._asks = False
        self._taking = asyncio.create_task(self._take(hand, patience, again=again))
        return now

    async def _take(self, hand: Hand, patience: Sequence[Patience], *, again: bool) -> None:
        """Take messages; what may have left already first waits for the gateway's reports on it."""
        try:
            messages = await self._clerk.take(len(patience), again=again)
            self._post.turns.took(self._post.share, len(messages))
            hand.receive(messages, patience)
            self._asks = self._asks or bool(messages)
        except Exception:
            logger.exception("Link %s cannot take messages", self.status.name)
        finally:
            hand.expect(-len(patience))
            self._taking = None
            self._change.set()

    def _ahead(self, connection: Connection, talk: Conversation) -> int:
        """How many to have in hand when the window has room again.

        None if that may be long, or if another account could have them on their way by then.
        """
        latency, now = self.status.latency, connection.now
        quick = latency is not None and max(latency, talk.silent_for(now)) <= AHEAD_OF
        contested = self._post.turns.contested(self._post.share, now)
        return AHEAD * self._account.window if quick and connection.reads and not contested else 0

    async def _wait(self, until: float, now: float) -> None:
        """Wait for a change; look again at `until`, and now and then in any case."""
        rest = self._account.timeouts.rest
        try:
            async with asyncio.timeout(min(rest, until - now or rest)):
                await self._change.wait()
        except TimeoutError:
            self._asks = True


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

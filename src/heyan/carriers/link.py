"""One link to a carrier (链路): keeps a connection, pulls messages while its window has room."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from heyan.carriers.connection import Connection
from heyan.carriers.conversation import Conversation
from heyan.carriers.letters import Letter
from heyan.carriers.pace import Promise
from heyan.carriers.patience import rest_before
from heyan.carriers.post import Post
from heyan.carriers.status import LinkStatus
from heyan.casework.messages.settling import ANSWER_WITHIN
from heyan.rules.ledger import Outgoing
from heyan.wire.session import Session

logger = logging.getLogger(__name__)

NOT_OUR_TURN = 0.05  # seconds before asking for our turn again
AHEAD = 2  # windows that are taken beyond the room there is
AHEAD_OF = 0.25  # seconds to an answer; who is slower gets no more than its window has room for
AHEAD_FOR = 1.0  # seconds in which what was taken ahead leaves, or goes back for others to send

T = TypeVar("T")


@dataclass
class Written:
    """A message as requests, one for each part, with their numbers where they were drawn ahead."""

    letter: Letter
    requests: list[Any] = field(repr=False)
    numbers: list[int] | list[None]


@dataclass(frozen=True)
class Leave:
    """Whether and until when what was taken may leave: later it may be in the queue again."""

    promise: Promise
    until: float


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
        post.clerk.call_on_progress.append(self.wake)

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
        talk = Conversation(self._post, self.status, self.wake)
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
            self._post.turns.idle(self._post.share, connection.now)
            connection.abort("the link is gone")

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

    async def _work(self, connection: Connection, talk: Conversation) -> None:
        """Take what may be sent and send it, or wait for a change."""
        now, at_once = connection.now, connection.room
        room = min(at_once + self._ahead(connection), self._pace.room(now), self._clerk.room)
        room = self._post.standing.room(room, now)
        if room <= 0:
            self._post.turns.idle(self._post.share, now)
            await self._wait(self._pace.next_at(now), now)
            return
        room = self._post.turns.room(self._post.share, room, now)
        if room <= 0:  # it is another account's turn
            await self._wait(now + NOT_OUR_TURN, now)
            return
        with self._pace.promise(room) as promise:  # before others look how much may be taken
            messages = await self._take(room, talk.open_for(now))
            self._post.turns.took(self._post.share, len(messages))
            batch = await self._write(connection, talk, messages)
            promise.change_to(sum(len(written.requests) for written in batch))
            for place, written in enumerate(batch):
                patience = self._stale if place < at_once else AHEAD_FOR
                await self._send(connection, talk, written, Leave(promise, now + patience))
        connection.flow()
        if not messages:
            await self._wait(now, now)

    def _ahead(self, connection: Connection) -> int:
        """How many to have in hand when the window has room again.

        None if that may be long, or if another account could have them on their way by then.
        """
        latency = self.status.latency
        quick = latency is not None and latency <= AHEAD_OF
        contested = self._post.turns.contested(self._post.share, connection.now)
        return AHEAD * self._account.window if quick and connection.reads and not contested else 0

    async def _take(self, room: int, open_for: float) -> list[Outgoing]:
        """Take messages; what may have left already first waits for the gateway's reports on it."""
        again = open_for >= self._account.timeouts.reports_first
        try:
            return list(await self._clerk.take(room, again=again))
        except Exception:
            logger.exception("Link %s cannot take messages", self.status.name)
            return []

    async def _write(
        self, connection: Connection, talk: Conversation, messages: list[Outgoing]
    ) -> list[Written]:
        """Make requests of messages; where a number is the id, it is written down before."""
        letters = [talk.write(outgoing) for outgoing in messages]
        id_of = self._post.dialect.id_from_number
        if id_of is None:
            return [Written(letter, asks, [None] * len(asks)) for letter, asks in letters]
        reserve = connection.session.reserve
        written = [Written(letter, asks, [reserve() for _ in asks]) for letter, asks in letters]
        ids = {w.letter.key: id_of(n) for w in written for n in w.numbers[:1] if n is not None}
        try:
            await self._clerk.note_departures(ids)
        except Exception:
            logger.exception("Link %s cannot write down what would leave", self.status.name)
            for each in written:
                talk.give_up(each.letter)
            return []
        return written

    async def _send(
        self, connection: Connection, talk: Conversation, written: Written, leave: Leave
    ) -> None:
        letter = written.letter
        rests = self._post.standing.rests
        if rests(connection.now):  # the carrier has refused those before it
            talk.give_up(letter)
            return
        pairs = zip(written.requests, written.numbers, strict=True)
        for number, (request, reserved) in enumerate(pairs, 1):
            while not (connection.room and self._pace.may_leave(connection.now)):
                late = connection.now > leave.until or (number == 1 and rests(connection.now))
                if late or connection.over.is_set():
                    talk.give_up(letter)
                    return
                connection.flow()
                self._change.clear()
                await self._wait(self._pace.next_at(connection.now), connection.now)
            leave.promise.spend(connection.now)
            talk.sent(connection.submit(request, reserved), letter, number, connection.now)

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

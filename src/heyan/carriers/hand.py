"""What a link has in hand (在手): taken and not yet on the wire; it leaves once that is noted.

A message is noted in the ledger as submitted before its octets leave, a window at a time and while
the window before is on the wire. So a process that dies leaves in doubt what was about to leave,
and nothing of what was further behind.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from heyan.carriers.connection import Connection
from heyan.carriers.conversation import Conversation
from heyan.carriers.letters import Letter
from heyan.carriers.pace import Promise
from heyan.carriers.post import Post
from heyan.rules.ledger import Departure, MessageKey, Outgoing

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """Until when a message may leave."""

    waits: float  # while there is no room; then it goes back for others to send
    ever: float  # later its answer would come when the ledger has given it up


@dataclass
class Written:
    """A message as requests, one for each part, of which the first `gone` are on the wire."""

    letter: Letter
    requests: list[Any] = field(repr=False)
    patience: Patience
    numbers: Sequence[int | None] = ()  # where they are ids, and so drawn ahead
    gone: int = 0

    @property
    def left(self) -> int:
        return len(self.requests) - self.gone


class Hand:
    """What one connection is to send; `promise` keeps places for it, `changed` wakes its link."""

    def __init__(
        self,
        post: Post,
        talk: Conversation,
        connection: Connection,
        promise: Promise,
        changed: Callable[[], None],
    ) -> None:
        self._post = post
        self._talk = talk
        self._connection = connection
        self._promise = promise
        self._changed = changed
        self._window = post.account.window
        self._taken: deque[Written] = deque()  # nothing of it has left
        self._leaving: deque[Written] = deque()  # the ledger knows that it is about to leave
        self._noting: asyncio.Task[None] | None = None

    @property
    def empty(self) -> bool:
        return not (self._taken or self._leaving or self._noting)

    @property
    def places(self) -> int:
        """How many parts are in hand."""
        return self._promise.count

    def expect(self, room: int) -> None:
        """Keep places for what is being taken, before others look how much may be."""
        self._promise.change_to(self.places + room)

    def receive(self, messages: Sequence[Outgoing], patience: Sequence[Patience]) -> None:
        """Take in messages, each with its patience."""
        for outgoing, patient in zip(messages, patience, strict=False):
            letter, requests = self._talk.write(outgoing)
            if requests:
                self._taken.append(Written(letter, requests, patient))
                self._promise.change_to(self.places + len(requests))

    def move(self) -> None:
        """Let leave what may, give back what may not, and note what is next."""
        now = self._connection.now
        if self._post.standing.rests(now):  # the carrier has refused those before it
            self.give_back()
        places = self.places
        while self._leaving and self._go_on(self._leaving[0], now):
            self._leaving.popleft()
        if places != self.places:
            self._connection.flow()
        while self._taken and now > self._taken[0].patience.waits:
            self._give_up(self._taken.popleft())
        if self._noting is None and self._taken and len(self._leaving) <= self._window // 2:
            most = min(self._window, len(self._taken))
            next_ones = [self._taken.popleft() for _ in range(most)]
            self._noting = asyncio.create_task(self._note(next_ones))

    def give_back(self) -> None:
        """Give back everything of which nothing has left."""
        begun = [written for written in self._leaving if written.gone]
        for written in (*self._leaving, *self._taken):
            if not written.gone:
                self._give_up(written)
        self._leaving = deque(begun)
        self._taken.clear()

    async def empty_it(self) -> None:
        """Give back everything, for nothing can leave any more."""
        if self._noting is not None:
            await self._noting
        for written in (*self._leaving, *self._taken):
            self._give_up(written)
        self._leaving.clear()
        self._taken.clear()

    def _go_on(self, written: Written, now: float) -> bool:
        """Let parts of a message leave as far as there is room; say whether it is done with."""
        connection, pace = self._connection, self._post.pace
        late = now > written.patience.ever
        while not late and written.left:
            if not (connection.room and pace.may_leave(now)):
                late = now > written.patience.waits
                break
            number = written.numbers[written.gone] if written.numbers else None
            sequence = connection.submit(written.requests[written.gone], number)
            written.gone += 1
            self._promise.spend(now)
            self._talk.sent(sequence, written.letter, written.gone, now)
        if late and written.left:
            self._give_up(written)
            return True
        return not written.left

    async def _note(self, written: Sequence[Written]) -> None:
        """Write down that these are about to leave; those that are ours still then may."""
        try:
            ours = await self._post.clerk.note_departures(self._leaving_of(written))
        except Exception:
            logger.exception(
                "Account %s: what would leave cannot be noted", self._post.account.name
            )
            for each in written:
                self._give_up(each)
        else:
            self._cleared(written, ours)
        finally:
            self._noting = None
            self._changed()

    def _leaving_of(self, written: Sequence[Written]) -> dict[MessageKey, Departure]:
        """Draw the numbers of messages where they are ids; of a long text its first part's is."""
        id_of = self._post.dialect.id_from_number
        leaving: dict[MessageKey, Departure] = {}
        for each in written:
            known_as = None
            if id_of is not None:
                numbers = [self._connection.session.reserve() for _ in each.requests]
                each.numbers, known_as = numbers, id_of(numbers[0])
            leaving[each.letter.key] = Departure(each.letter.taking, known_as)
        return leaving

    def _cleared(self, written: Sequence[Written], ours: Collection[MessageKey]) -> None:
        for each in written:
            if each.letter.key in ours:
                self._leaving.append(each)
            else:  # whoever has it answers for it
                logger.warning("Message %s has been taken back; it does not leave", each.letter.key)
                self._promise.change_to(self.places - each.left)

    def _give_up(self, written: Written) -> None:
        self._promise.change_to(self.places - written.left)
        self._talk.give_up(written.letter)

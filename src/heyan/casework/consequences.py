"""What follows from events, in one place: a line of the trail, a message to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from heyan.rules.case import Case, Challenge, Step, challenge_of
from heyan.rules.events import Event, MessageQueued, Purpose
from heyan.rules.ledger import MessageKey
from heyan.rules.limits import Standing
from heyan.rules.phone import Carrier
from heyan.rules.routing import carrier_of
from heyan.store import intake, messages, standings
from heyan.store.case_rows import Stored
from heyan.store.database import Transaction
from heyan.store.messages import NewMessage
from heyan.store.standings import Outcome, Tried
from heyan.store.trail import Happened


@dataclass
class Changes:
    """Cases of one province as they were loaded, as they stand, and what happened to them."""

    province: int
    cases: dict[int, Case]
    mobiles: dict[int, Mapping[int, bytes]]  # case -> challenge -> keyed hash of its number
    happened: list[Happened] = field(default_factory=list)
    _before: dict[int, Case] = field(init=False)

    def __post_init__(self) -> None:
        self._before = dict(self.cases)

    def take(self, step: Step) -> Sequence[Event]:
        """Take a step of a case; later members of the batch see it."""
        case = step.case
        self.cases[case.id.number] = case
        self.happened += [Happened(case.id, case.provider, event) for event in step.events]
        return step.events

    def challenge(self, number: int, n: int) -> Challenge:
        """Return a challenge as it stands."""
        return challenge_of(self.cases[number], n)

    @property
    def changed(self) -> list[tuple[Case, Case]]:
        return [(before, self.cases[number]) for number, before in self._before.items()]

    @property
    def renewed(self) -> list[tuple[int, int]]:
        """Open challenges that have a new epoch, and with it a new code to be drawn."""
        return [
            (after.id.number, new.n)
            for before, after in self.changed
            if before is not after
            for old, new in zip(before.challenges, after.challenges, strict=True)
            if new.epoch != old.epoch and new.open
        ]

    @property
    def queued(self) -> list[tuple[int, MessageQueued]]:
        """The messages that were asked for, each with its case."""
        return [
            (what.case.number, what.event)
            for what in self.happened
            if isinstance(what.event, MessageQueued)
        ]


def changes_of(province: int, loaded: Mapping[int, Stored]) -> Changes:
    """Begin with cases as they were loaded."""
    return Changes(
        province,
        {number: stored.case for number, stored in loaded.items()},
        {number: stored.mobiles for number, stored in loaded.items()},
    )


class Even(IntEnum):
    """How much of what is saved asks the same of the database, whatever has happened (R19)."""

    NO = 0
    STANDINGS = 1  # cases, challenges and the trail
    MESSAGES = 2  # those, and messages


async def save(
    tx: Transaction,
    changes: Changes,
    now: datetime,
    *,
    all_of_them: bool = False,
    even: Even = Even.NO,
    tried: Tried | None = None,
) -> Standing | None:
    """Write down everything that follows; last in a deed, since it ends with the trail.

    `all_of_them`: also cases that did not change, since when they are due may have moved.
    Return how many tries there have been in the province's present minute, if any are noted.
    """
    if changes.queued or even is Even.MESSAGES:
        await _order_messages(tx, changes, now)
    outcome = Outcome(changes.province, now, changes.changed, changes.happened)
    evenly = even is not Even.NO
    return await standings.write(tx, outcome, tried=tried, all_of_them=all_of_them, evenly=evenly)


async def _order_messages(tx: Transaction, changes: Changes, now: datetime) -> None:
    """Queue the messages that events ask for, each at its receiver's carrier."""
    hashes = {changes.mobiles[number][event.challenge] for number, event in changes.queued}
    ported = await intake.find_ported(tx, sorted(hashes))
    new = [_new_message(changes, number, event, ported, now) for number, event in changes.queued]
    await messages.add(tx, changes.province, new, now)


def _new_message(
    changes: Changes,
    number: int,
    event: MessageQueued,
    ported: Mapping[bytes, Carrier],
    now: datetime,
) -> NewMessage:
    challenge = changes.challenge(number, event.challenge)
    mobile = challenge.mobile
    mobile_hash = changes.mobiles[number][event.challenge]
    moved_to = ported.get(mobile_hash)
    return NewMessage(
        key=MessageKey(changes.province, number, event.challenge, event.message),
        mobile=mobile_hash,
        purpose=event.purpose,
        carrier=carrier_of(mobile, {} if moved_to is None else {mobile: moved_to}),
        # Whoever asks first is served first; of noon's, whose time is over first (R10, R11).
        rank_at=changes.cases[number].deadline(challenge) if event.purpose is Purpose.NOON else now,
        needed=challenge.open,
    )

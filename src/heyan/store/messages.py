"""The send ledger (发送台账): every message to be sent, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from heyan.keys.sealing import UNREADABLE, Sealer
from heyan.rules.events import Purpose
from heyan.rules.ledger import Departure, MessageKey, MessageState
from heyan.rules.phone import Carrier
from heyan.store.case_rows import Stored, stored_case
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("messages")
_AT_ONCE, _LATER = 0, 1
URGENCIES = {_AT_ONCE: "at_once", _LATER: "later"}


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """A message that has just been ordered."""

    key: MessageKey
    mobile: bytes
    purpose: Purpose
    carrier: Carrier
    rank_at: datetime  # of those that may go, the lowest goes first
    needed: bool = True  # its challenge is still open


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as the ledger has it."""

    key: MessageKey
    mobile: bytes = field(repr=False)  # keyed hash
    purpose: Purpose
    carrier: Carrier
    state: MessageState
    attempts: int  # how often it may have left without an answer
    queued_at: datetime
    due_at: datetime | None
    taken_at: datetime | None  # when a link took it last
    takings: int  # how often one did
    submitted_at: datetime | None  # when it was about to leave last, unless it did not after all
    account: str | None
    unheard_of: str | None  # the account that took it and never answered for it
    carrier_id: str | None
    accepted_at: datetime | None
    settled_at: datetime | None
    stat: str | None


@dataclass(frozen=True, kw_only=True)
class Taking:
    """What a link takes, and by when it must have answered for it."""

    carrier: Carrier
    urgency: int
    account: str
    most: int
    again: bool = True  # also what may have left before
    now: datetime
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A message that a link has taken, with its case and there the one challenge it is about."""

    key: MessageKey
    taking: int  # which of its takings this is
    stored: Stored | None  # None: it does not open


async def add(
    tx: Transaction, province: int, messages: Sequence[NewMessage], now: datetime
) -> None:
    """Order messages. Noon's resends never delay the others (R10)."""
    await _Q["insert_messages"].execute(
        tx,
        province=province,
        now=now,
        numbers=[m.key.case for m in messages],
        ns=[m.key.challenge for m in messages],
        ordinals=[m.key.ordinal for m in messages],
        mobiles=[m.mobile for m in messages],
        purposes=[m.purpose for m in messages],
        carriers=[m.carrier for m in messages],
        urgencies=[_LATER if m.purpose is Purpose.NOON else _AT_ONCE for m in messages],
        rank_ats=[m.rank_at for m in messages],
        states=[MessageState.QUEUED if m.needed else MessageState.VOID for m in messages],
    )


async def waiting_queues(
    tx: Transaction, provinces: Sequence[int], carrier: Carrier, now: datetime
) -> list[tuple[int, int]]:
    """Return province and urgency of queues with something to take, in the order to take it."""
    rows = await _Q["waiting_queues"].fetch(
        tx, provinces=provinces, urgencies=list(URGENCIES), carrier=carrier, now=now
    )
    return [(row["province"], row["urgency"]) for row in rows]


async def take_queued(
    tx: Transaction, sealer: Sealer, province: int, taking: Taking
) -> list[Taken]:
    """Take messages for a link, and return them in the order of their rank."""
    rows = await _Q["take_queued"].fetch(tx, province=province, **vars(taking))
    rows.sort(key=lambda row: (row["rank_at"], row["number"], row["n"], row["ordinal"]))
    return [_taken(sealer, province, row) for row in rows]


async def lock(
    tx: Transaction, province: int, keys: Sequence[MessageKey]
) -> dict[MessageKey, Message]:
    """Load messages and hold them until the transaction ends."""
    rows = await _Q["lock_messages"].fetch(
        tx,
        province=province,
        numbers=[key.case for key in keys],
        ns=[key.challenge for key in keys],
        ordinals=[key.ordinal for key in keys],
    )
    return {message.key: message for message in map(_message, rows)}


async def save(tx: Transaction, province: int, messages: Sequence[Message]) -> None:
    if not messages:
        return
    await _Q["save_messages"].execute(
        tx,
        province=province,
        numbers=[m.key.case for m in messages],
        ns=[m.key.challenge for m in messages],
        ordinals=[m.key.ordinal for m in messages],
        states=[m.state for m in messages],
        attempts=[m.attempts for m in messages],
        due_ats=[m.due_at for m in messages],
        accounts=[m.account for m in messages],
        unheard_ofs=[m.unheard_of for m in messages],
        carrier_ids=[m.carrier_id for m in messages],
        accepted_ats=[m.accepted_at for m in messages],
        settled_ats=[m.settled_at for m in messages],
        submitted_ats=[m.submitted_at for m in messages],
        stats=[m.stat for m in messages],
    )


async def note_departures(
    tx: Transaction, account: str, leaving: Mapping[MessageKey, Departure], now: datetime
) -> frozenset[MessageKey]:
    """Note what the account is about to send, and by which id where it is known already.

    Returns what was in its hand, and may leave.
    """
    keys = list(leaving)
    rows = await _Q["note_departures"].fetch(
        tx,
        account=account,
        now=now,
        provinces=[key.province for key in keys],
        numbers=[key.case for key in keys],
        ns=[key.challenge for key in keys],
        ordinals=[key.ordinal for key in keys],
        takings=[each.taking for each in leaving.values()],
        carrier_ids=[each.carrier_id for each in leaving.values()],
    )
    return frozenset(keys[row["place"] - 1] for row in rows)


async def find_by_carrier_id(
    tx: Transaction, account: str, carrier_ids: Sequence[str], since: datetime
) -> list[Message]:
    """Return messages that went since then under these ids, the last that went first."""
    rows = await _Q["find_by_carrier_id"].fetch(
        tx, account=account, carrier_ids=carrier_ids, since=since
    )
    return [_message(row) for row in rows]


async def find_unheard_of(
    tx: Transaction, mobiles: Sequence[bytes], since: datetime
) -> list[Message]:
    """Return messages to the numbers for which an answer is owed, or once never came."""
    rows = await _Q["find_unheard_of"].fetch(tx, mobiles=mobiles, since=since)
    return [_message(row) for row in rows]


async def provinces_waiting(
    tx: Transaction, provinces: Sequence[int], now: datetime, in_hand_due: datetime
) -> list[int]:
    rows = await _Q["provinces_waiting"].fetch(
        tx, provinces=provinces, now=now, in_hand_due=in_hand_due
    )
    return [row["province"] for row in rows]


async def take_overdue(
    tx: Transaction, province: int, now: datetime, in_hand_due: datetime, most: int
) -> list[Message]:
    """Hold what is due by `now`, and of what is still in a link's hand what is due by then."""
    rows = await _Q["take_overdue"].fetch(
        tx, province=province, now=now, in_hand_due=in_hand_due, most=most
    )
    return [_message(row) for row in rows]


async def of_cases(tx: Transaction, province: int, numbers: Sequence[int]) -> list[Message]:
    rows = await _Q["messages_of"].fetch(tx, province=province, numbers=numbers)
    return [_message(row) for row in rows]


async def recent_to(
    tx: Transaction, mobiles: Sequence[bytes], since: datetime
) -> list[tuple[bytes, datetime]]:
    rows = await _Q["recent_to"].fetch(tx, mobiles=mobiles, since=since)
    return [(row["mobile"], row["queued_at"]) for row in rows]


def _taken(sealer: Sealer, province: int, row: asyncpg.Record) -> Taken:
    key = MessageKey(province, row["number"], row["n"], row["ordinal"])
    of_case = {**row["of_case"], "outages": row["outages"]}
    of_challenge = {**row["of_challenge"], "wrong_codes": 0}
    try:
        stored = stored_case(sealer, of_case, [of_challenge])
    except UNREADABLE:
        stored = None
    return Taken(key=key, taking=row["takings"], stored=stored)


def _state(row: asyncpg.Record) -> MessageState:
    """Read how far it has come; what a release took that notes no departure may have left."""
    state = MessageState(row["state"])
    in_hand = row["held_at"] is not None and row["held_at"] == row["taken_at"]
    return MessageState.SUBMITTED if state is MessageState.TAKEN and not in_hand else state


def _message(row: asyncpg.Record) -> Message:
    return Message(
        key=MessageKey(row["province"], row["number"], row["n"], row["ordinal"]),
        mobile=row["mobile"],
        purpose=Purpose(row["purpose"]),
        carrier=Carrier(row["carrier"]),
        state=_state(row),
        attempts=row["attempts"],
        queued_at=row["queued_at"],
        due_at=row["due_at"],
        taken_at=row["taken_at"],
        takings=row["takings"],
        submitted_at=row["submitted_at"],
        account=row["account"],
        unheard_of=row["unheard_of"],
        carrier_id=row["carrier_id"],
        accepted_at=row["accepted_at"],
        settled_at=row["settled_at"],
        stat=row["stat"],
    )

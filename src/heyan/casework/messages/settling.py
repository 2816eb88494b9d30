"""How a message of the ledger moves on with what is heard of it; nothing here is decided twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from heyan.rules.events import Event, MessageDelivered, MessageUndelivered
from heyan.rules.ledger import (
    TRANSITIONS,
    Accepted,
    Delivery,
    MessageState,
    Move,
    Outcome,
    Refused,
    Throttled,
    Unknown,
)
from heyan.store.messages import Message

# A link answers for what it has taken within this time, or has died with it.
ANSWER_WITHIN = timedelta(seconds=90)
# What it has not noted as leaving by then goes back: whoever notes first may send it, so no haste
# can make two of it.
IN_HAND_FOR = timedelta(seconds=10)
# So long a late response may still settle a message whose answer never came.
UNKNOWN_WAIT = timedelta(minutes=2)
# An unknown message goes out again once, with the same code (R13).
MOST_ATTEMPTS = 2

_THROTTLE_PAUSE = timedelta(seconds=1)
_REFUSAL_PAUSE = timedelta(seconds=30)
# Another account may have it, the one that was refused rests; see `carriers/standing.py`.
_OTHER_ACCOUNT_PAUSE = timedelta(seconds=1)

_REPORTED = {
    Delivery.DELIVERED: Move.DELIVERED,
    Delivery.UNDELIVERED: Move.UNDELIVERED,
    Delivery.EXPIRED: Move.EXPIRED,
}

OPEN = frozenset(state for state, move in TRANSITIONS if move is Move.ACCEPTED)
_WITH_A_LINK = frozenset({MessageState.TAKEN, MessageState.SUBMITTED})


def settle(message: Message, outcome: Outcome, now: datetime) -> Message:
    """Return the message after the carrier's answer, or after none came.

    An acceptance counts whenever it comes; whatever comes after an acceptance changes nothing.
    A late no settles a message that nobody has heard of, if it has left only once: it certainly
    is not with the carrier, and that attempt does not count. Of two copies it may be either's.
    That no answer came is about what has left, and says nothing of what is in hand again.
    """
    if isinstance(outcome, Accepted):
        return _moved(
            message,
            Move.ACCEPTED,
            carrier_id=outcome.carrier_id,
            accepted_at=now,
            due_at=None,
            settled_at=None,
        )
    if isinstance(outcome, Unknown):
        return _unanswered(message, now)
    if message.state is MessageState.UNKNOWN and message.attempts == 1:
        message = replace(message, attempts=0, unheard_of=None, settled_at=None)
    elif message.state not in _WITH_A_LINK:  # it has gone back into the queue since
        return message
    if isinstance(outcome, Throttled):
        return _moved(message, Move.BACK, due_at=now + _THROTTLE_PAUSE, submitted_at=None)
    return _refused(message, outcome, now)


def report(message: Message, delivery: Delivery, stat: str, now: datetime) -> Message:
    """Return the message after a status report; the first final one stands."""
    if delivery is Delivery.INTERMEDIATE:
        return message
    return _moved(message, _REPORTED[delivery], stat=stat, settled_at=now)


def overdue(message: Message, now: datetime) -> Message:
    """Return the message after it has waited in vain."""
    if message.state is MessageState.TAKEN:  # its link has died with it, or has not come to it
        return _moved(message, Move.BACK, due_at=now)
    if message.state is MessageState.SUBMITTED:
        return _unanswered(message, now)
    if message.attempts < MOST_ATTEMPTS:
        return _moved(message, Move.BACK, due_at=now)
    return replace(message, due_at=None, settled_at=now)


def put_back(message: Message, until: datetime) -> Message:
    """Return the message after a link could not make its text; it rests."""
    return _moved(message, Move.BACK, account=None, due_at=until)


def withdraw(message: Message, now: datetime) -> Message:
    """Return the message after nobody needs it any more, when a link was about to send it.

    One that may have left before stays unknown, and with the account that may have it: a late
    answer or a report still says what became of it.
    """
    over = {"due_at": None, "settled_at": now}
    if message.attempts:
        return _moved(message, Move.LEFT_AND_UNNEEDED, account=message.unheard_of, **over)
    return _moved(message, Move.UNNEEDED, account=None, **over)


def told_of(message: Message) -> Event:
    """Return the event of a message that is delivered, or is not (one that expired is not)."""
    key = message.key
    if message.state is MessageState.DELIVERED:
        return MessageDelivered(key.challenge, key.ordinal)
    return MessageUndelivered(key.challenge, key.ordinal, message.stat or "")


def _moved(message: Message, move: Move, **changes: Any) -> Message:
    """Return the message after a move; the same if there is no such move from where it is."""
    after = TRANSITIONS.get((message.state, move))
    return message if after is None else replace(message, state=after, **changes)


def _unanswered(message: Message, now: datetime) -> Message:
    return _moved(
        message,
        Move.UNANSWERED,
        attempts=message.attempts + 1,
        unheard_of=message.account,
        due_at=now + UNKNOWN_WAIT,
    )


def _refused(message: Message, refused: Refused, now: datetime) -> Message:
    if refused.permanent:
        return _moved(message, Move.REFUSED, stat=refused.code, due_at=None, settled_at=now)
    # Refused alike once more, it may be this message after all: it waits longer.
    elsewhere = refused.of_account and message.stat is None
    pause = _OTHER_ACCOUNT_PAUSE if elsewhere else _REFUSAL_PAUSE
    return _moved(message, Move.BACK, stat=refused.code, due_at=now + pause, submitted_at=None)

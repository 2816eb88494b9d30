"""Whose report is it, when it names an id that no answer gave? The number and the moment may tell.

An answer names its message for certain; a report by number is a guess, and made only where there
is one message that it can be about. Where there are two it waits, for an answer may tell them
apart yet.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from heyan.casework.messages.settling import OPEN
from heyan.rules.ledger import Accepted, MessageKey, MessageState, Result
from heyan.store.early import Early
from heyan.store.messages import Message

# How far a gateway's clock may be from ours.
CLOCKS_APART = timedelta(minutes=10)


def whose(report: Early, named: Sequence[Message]) -> Message | None:
    """Return the message that a report names; of several, one that waits for its report.

    Carriers use ids again. A report on another number is about another message; so is one of
    another moment, if what its id names has been reported on: it does not say the same again.
    """
    rivals = [
        message
        for message in named
        if message.carrier_id == report.carrier_id and report.mobile in {None, message.mobile}
    ]
    waiting = [m for m in rivals if m.state in OPEN or m.state is MessageState.ACCEPTED]
    repeated = [m for m in rivals if moment_agrees(report, m)]
    return next(iter(waiting + repeated), None)


def match(
    told: Iterable[Early], unheard_of: Sequence[Message], now: datetime
) -> list[tuple[str, Result]]:
    """Return what reports say of messages that have no answer: the account, and acceptance."""
    found: dict[MessageKey, tuple[str, Result]] = {}
    for report in told:
        rivals = [message for message in unheard_of if _may_be_about(report, message)]
        if len(rivals) == 1 and _waits_in_vain(rivals[0], now):
            result = Result(rivals[0].key, Accepted(report.carrier_id))
            found.setdefault(rivals[0].key, (report.account, result))
    return list(found.values())


def _may_be_about(report: Early, message: Message) -> bool:
    """Whether this account may have taken this message for this number at that moment."""
    if message.mobile != report.mobile or message.taken_at is None:
        return False
    if report.account not in {message.account, message.unheard_of}:
        return False
    if message.state is MessageState.TAKEN and not message.attempts:  # it has not left
        return False
    if report.received_at < message.queued_at:
        return False
    return moment_agrees(report, message)


def moment_agrees(report: Early, message: Message) -> bool:
    """Whether the carrier may have taken the message when it says that it took one."""
    at, taken_at = report.submitted_at, message.taken_at
    if at is None or taken_at is None:  # the carrier does not say, or on a clock nobody knows
        return True
    return message.queued_at - CLOCKS_APART <= at <= taken_at + CLOCKS_APART


def _waits_in_vain(message: Message, now: datetime) -> bool:
    """Whether an answer has failed to come; else it may be on its way, or has been settled."""
    if message.state not in OPEN:
        return False
    return message.attempts > 0 or (message.due_at is not None and message.due_at <= now)

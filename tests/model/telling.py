"""What happened, told by the model: from how a file stood before and after, in the feed's words."""

from collections.abc import Iterable, Iterator

from heyan.rules.events import (
    ChallengeCorrected,
    CodeSpent,
    Event,
    FilingReturned,
    MessageQueued,
    MessageSent,
    WrongField,
    WrongTail,
)
from tests.model.case import CORRECTIONS, TRIES, Asked, File

Told = tuple[object, ...]

PURPOSES = {"first": "first", "noon": "noon", "by hand": "asked", "new code": "new_code"}
ENDS = {
    "reviewing": "filing.verified",
    "withdrawn": "filing.withdrawn",
    "approved": "filing.approved",
    "rejected": "filing.rejected",
}


def happened(before: File, after: File) -> list[Told]:
    """Tell what must have been said of one step; that a carrier took a message is not in it."""
    if before is after:
        return []
    told: list[Told] = []
    for old, new in zip(before.asked, after.asked, strict=True):
        if old is not new:
            told += _of_number(old, new, after)
    for place in range(len(before.sent), len(after.sent)):
        sent = after.sent[place]
        ordinal = sum(each.n == sent.n for each in after.sent[: place + 1])
        told.append(("message.queued", sent.n, ordinal, PURPOSES[sent.why]))
    if before.state != after.state:
        returned = after.state == "returned"
        told.append(
            ("filing.returned", after.reason) if returned else (ENDS[after.state],),
        )
    return sorted(told, key=repr)


def said(events: Iterable[Event]) -> list[Told]:
    """Tell the same of the events of a step."""
    told = [_plain(event) for event in events if not isinstance(event, MessageSent)]
    return sorted(told, key=repr)


def _of_number(old: Asked, new: Asked, after: File) -> Iterator[Told]:
    if old.number != new.number:
        yield "challenge.corrected", new.n, CORRECTIONS - after.corrections
        return
    if new.errors > old.errors:
        guessed = new.guesses != old.guesses
        yield f"challenge.wrong_{'field' if guessed else 'tail'}", new.n, TRIES - new.errors
    if new.met and not old.met:
        yield "challenge.met", new.n
    if new.spent > old.spent:
        yield "challenge.code_spent", new.n, new.spent
    if new.locked and not old.locked:
        yield "challenge.locked", new.n
    if old.locked and not new.locked:
        yield "challenge.unlocked", new.n


def _plain(event: Event) -> Told:
    match event:
        case MessageQueued(n, message, purpose):
            return event.type, n, message, purpose.value
        case WrongTail(n, left) | WrongField(n, left) | ChallengeCorrected(n, left):
            return event.type, n, left
        case CodeSpent(n, spent):
            return event.type, n, spent
        case FilingReturned(reason):
            return event.type, reason.value
    about = vars(event).get("challenge")
    return (event.type,) if about is None else (event.type, about)

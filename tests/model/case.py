"""One case as rules.md alone describes it: plain values, a function for each thing that happens.

Nothing of heyan is imported here and nothing of it was read for this: where the two differ, one
of them is wrong, and rules.md says which.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from tests.model.law import BEIJING, Law

Span = tuple[datetime, datetime]

TRIES = 5
GUESSES = 20
CODES = 5
CORRECTIONS = 2

OVER = frozenset({"approved", "rejected", "returned", "withdrawn"})


@dataclass(frozen=True)
class Asked:
    """A number that has to prove itself."""

    n: int
    number: str
    tails: frozenset[str]
    since: datetime
    code: int
    """Which code of the case this is; a new code is a higher one."""

    first: int
    """The place of this number's first message among those of the case."""

    live: int
    """The place from which on messages still go out: those before a lock do not."""

    accepted: datetime | None = None
    met: bool = False
    errors: int = 0
    guesses: int = 0
    spent: int = 0
    locked: datetime | None = None
    locks: tuple[Span, ...] = ()
    nooned: bool = False


@dataclass(frozen=True)
class Sent:
    """A message that the rules want sent: to whom, and when it was made."""

    n: int
    number: str
    at: datetime
    why: str


@dataclass(frozen=True)
class File:
    """A filing on its way."""

    law: Law
    since: datetime
    asked: tuple[Asked, ...]
    state: str = "verifying"
    reason: str | None = None
    corrections: int = 0
    by_hand: int = 0
    codes: int = 0
    sent: tuple[Sent, ...] = ()
    fixed: bool = False
    """Whether the numbers come from the register, where this filing cannot correct them (R7)."""

    def open(self) -> tuple[Asked, ...]:
        """List the numbers that are still to be met."""
        return tuple(a for a in self.asked if not a.met) if self.state == "verifying" else ()

    def asks(self, number: str) -> Asked | None:
        """Find an open number of the case."""
        return next((a for a in self.open() if a.number == number), None)


def opened(
    law: Law,
    people: tuple[tuple[str, frozenset[str]], ...],
    now: datetime,
    *,
    fixed: bool = False,
) -> File:
    """Open a case: one challenge and one message for each distinct number (R4)."""
    tails: dict[str, frozenset[str]] = {}
    for number, own in people:
        tails[number] = tails.get(number, frozenset()) | own
    file = File(law, now, (), fixed=fixed)
    for n, (number, own) in enumerate(tails.items(), 1):
        file = _ask(replace(file, asked=(*file.asked, _new(file, n, number, own, now))), n, now)
    return file if file.asked else replace(file, state="reviewing")


def deadline(file: File, asked: Asked, outages: tuple[Span, ...]) -> datetime | None:
    """Say when a number's time is over; none while nobody knows, for it is locked (R22, R25)."""
    if asked.locked is not None:
        return None
    end = (asked.accepted or asked.since) + file.law.window
    start = asked.accepted or asked.since
    for still_from, still_until in _joined((*outages, *asked.locks)):
        if still_from >= end:
            break
        held = still_until - max(still_from, start)
        end += max(held, timedelta(0))
    return end


def noon_of(asked: Asked) -> datetime | None:
    """Give noon in Beijing on the day after the first message, if it is still to come (R11).

    A message is sent when a carrier takes it: one that none took cannot be sent once more.
    """
    if asked.accepted is None or asked.locked is not None or asked.nooned:
        return None
    day = asked.accepted.astimezone(BEIJING).date() + timedelta(days=1)
    return datetime.combine(day, time(12), BEIJING)


def time_acts(file: File, now: datetime, outages: tuple[Span, ...] = ()) -> File:
    """Return the case when a number's time is over, else send again what noon asks for."""
    file = in_time(file, now, outages)
    if file.law.noon:
        for a in file.open():
            noon = noon_of(a)
            if noon is not None and noon <= now:
                nooned = replace(a, nooned=True)
                file = _send(_put(file, a, nooned), nooned, now, "noon")
    return file


def in_time(file: File, now: datetime, outages: tuple[Span, ...] = ()) -> File:
    """Return the case when a number's time is over, as every deed must see it (R24)."""
    ends = [
        (end, "expired" if a.accepted else "undeliverable")
        for a in file.open()
        if (end := deadline(file, a, outages)) is not None and end <= now
    ]
    if not ends:
        return file
    return replace(file, state="returned", reason=min(ends, key=lambda end: end[0])[1])


def right_code(file: File, number: str, tail: str) -> tuple[File, str]:
    """Answer a number with its code: its tail is right or counts (R20)."""
    asked = file.asks(number)
    if asked is None or asked.locked is not None:
        return file, "none"
    if file.law.any_field and asked.errors >= TRIES:
        return _failed(file), "failed"
    if tail not in asked.tails:
        return _error(file, asked)
    file = _put(file, asked, replace(asked, met=True))
    if file.open():
        return file, "met"
    return replace(file, state="reviewing"), "all met"


def wrong_code(file: File, number: str, now: datetime) -> tuple[File, str]:
    """Answer a number with a code that is not its own: that is a guess (R25)."""
    asked = file.asks(number)
    if asked is None or asked.locked is not None:
        return file, "none"
    if file.law.any_field:
        if asked.errors >= TRIES:
            return _failed(file), "failed"
        file, _ = _error(file, asked)
        asked = file.asks(number) or asked
    if asked.guesses + 1 < GUESSES:
        return _put(file, asked, replace(asked, guesses=asked.guesses + 1)), "none"
    spent = replace(asked, guesses=0, spent=asked.spent + 1)
    if spent.spent >= CODES:
        return _put(file, asked, replace(spent, locked=now)), "none"
    return _redrawn(file, spent, now), "none"


def unlocked(file: File, number: str, now: datetime) -> File | None:
    """Let a locked number go on, with a new code; none is a refusal.

    At a noon that lay in the lock it was not open, so nothing is to be sent once more (R11).
    """
    asked = file.asks(number)
    if asked is None or asked.locked is None:
        return None
    locks = (*asked.locks, (asked.locked, now))
    free = replace(asked, locked=None, locks=locks, spent=0, live=len(file.sent))
    noon = noon_of(free)
    if noon is not None and asked.locked <= noon <= now:
        free = replace(free, nooned=True)
    return _redrawn(file, free, now)


def corrected(file: File, number: str, better: str, now: datetime) -> File | None:
    """Ask another number in place of an open one, for its own full time; none: refused (R8)."""
    asked = file.asks(number)
    if asked is None or asked.locked is not None or file.fixed:
        return None
    if file.corrections >= CORRECTIONS or any(a.number == better for a in file.asked):
        return None
    file = replace(file, corrections=file.corrections + 1)
    return _ask(_put(file, asked, _new(file, asked.n, better, asked.tails, now)), asked.n, now)


def sent_again(file: File, number: str, now: datetime) -> File:
    """Send the same code again at a person's wish; how often a number may is not the case's."""
    asked = file.asks(number)
    if asked is None or not may_be_sent_again(file, asked):
        return file
    return _send(replace(file, by_hand=file.by_hand + 1), asked, now, "by hand")


def may_be_sent_again(file: File, asked: Asked) -> bool:
    """Tell whether the case allows one more message by hand (R12)."""
    most = file.law.by_hand
    return asked.locked is None and (most is None or file.by_hand < most)


def accepted(file: File, place: int, now: datetime) -> File:
    """Start a number's clock with the first message of it that a carrier takes (R22)."""
    n = file.sent[place].n
    asked = next((a for a in file.open() if a.n == n), None)
    if asked is None or asked.accepted is not None or place < asked.first:
        return file
    return _put(file, asked, replace(asked, accepted=now))


def goes_out(file: File, place: int) -> bool:
    """Tell whether a message that waits is for anybody still."""
    n = file.sent[place].n
    return any(a.n == n and a.locked is None and place >= a.live for a in file.open())


def withdrawn(file: File) -> File | None:
    """Take the filing back before the verdict; none is a refusal."""
    return None if file.state in OVER else replace(file, state="withdrawn")


def judged(file: File, verdict: str) -> File | None:
    """Approve or reject what is in review; none is a refusal (R2)."""
    return replace(file, state=verdict) if file.state == "reviewing" else None


def _failed(file: File) -> File:
    return replace(file, state="returned", reason="failed")


def _error(file: File, asked: Asked) -> tuple[File, str]:
    file = _put(file, asked, replace(asked, errors=asked.errors + 1))
    if not file.law.any_field and asked.errors + 1 >= TRIES:
        return _failed(file), "failed"
    return file, "none"


def _put(file: File, old: Asked, new: Asked) -> File:
    return replace(file, asked=tuple(new if a.n == old.n else a for a in file.asked))


def _send(file: File, asked: Asked, now: datetime, why: str) -> File:
    return replace(file, sent=(*file.sent, Sent(asked.n, asked.number, now, why)))


def _new(file: File, n: int, number: str, tails: frozenset[str], now: datetime) -> Asked:
    place = len(file.sent)
    return Asked(n, number, tails, now, code=file.codes, first=place, live=place)


def _ask(file: File, n: int, now: datetime) -> File:
    asked = next(a for a in file.asked if a.n == n)
    return _send(replace(file, codes=file.codes + 1), asked, now, "first")


def _redrawn(file: File, asked: Asked, now: datetime) -> File:
    """Draw a new code and send it."""
    asked = replace(asked, code=file.codes)
    return _send(_put(replace(file, codes=file.codes + 1), asked, asked), asked, now, "new code")


def _joined(spans: tuple[Span, ...]) -> list[Span]:
    """Join spans that touch or overlap, so that time is held up once."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined

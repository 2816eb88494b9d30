"""How cases stand after a deed (核验单状态), and what happened to them: written down together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from heyan.rules.altered import differences
from heyan.rules.case import ENDED, Case, Challenge
from heyan.rules.limits import Standing
from heyan.store import trail
from heyan.store.case_rows import written_spans
from heyan.store.database import Transaction, linker_of
from heyan.store.queries import read_queries
from heyan.store.trail import End, Happened

_Q = read_queries("standings")
_BY_NUMBER = {"wrong_codes"}  # which are noted with the number, not with the challenge
_BY_ANSWER = {"state", "wrong_tails"}


@dataclass(frozen=True, kw_only=True)
class Tried:
    """Tries at a province's portal, which are counted in a minute, by the clock on the wall."""

    wrong: Mapping[bytes, int]  # wrong codes by the numbers' keyed hashes; a right one is 0
    count: int
    now: datetime
    before: datetime  # a minute that began then or earlier is over


_NOT_TRIED = Tried(
    wrong={},
    count=0,
    now=datetime.min.replace(tzinfo=UTC),
    before=datetime.min.replace(tzinfo=UTC),
)


@dataclass(frozen=True)
class Outcome:
    """What a deed leaves behind in one province: cases as they were and are, and events."""

    province: int
    now: datetime
    changed: Sequence[tuple[Case, Case]] = ()
    happened: Sequence[Happened] = ()


async def write(
    tx: Transaction,
    outcome: Outcome,
    *,
    tried: Tried | None = None,
    all_of_them: bool = False,
    evenly: bool = False,
) -> Standing | None:
    """Write an outcome down. Take it last in a deed: it holds the province's trail until commit.

    That lock makes the order of entries the order of commits, so that who has read up to an
    entry has missed nothing before it (R27). It is taken when all but the entries is written.
    `all_of_them`: also cases that did not change, since when they are due may have moved.
    `evenly`: the same questions to the database, whatever there is to remember (R19).
    Return how many tries there have been in the province's present minute, if any are noted.
    """
    changed = outcome.changed
    cases = [c for before, c in changed if all_of_them or _has_moved(before, c)]
    answered, renewed = _of_challenges(changed)
    telling = bool(outcome.happened) or evenly
    if not (cases or answered or renewed or tried or evenly):
        if telling:  # of cases that are new, or of what changes no row of theirs
            await _tell(tx, outcome, await trail.hold_end(tx, outcome.province))
        return None
    row = await _Q["stand"].fetchrow(
        tx,
        province=outcome.province,
        now=outcome.now,
        cases=_of_cases(cases, outcome.now),
        answered=_written(answered),
        renewed=_written(renewed),
        over=_of_messages(changed),
        all=None,
        holding=telling,
        **_of_tries(tried or _NOT_TRIED, outcome.now),
    )
    if row is None:
        raise LookupError(f"nobody says how {outcome.province} stands")
    if telling:
        begun = row["seq"] is not None
        end = End(row["seq"], row["hash"]) if begun else await trail.hold_end(tx, outcome.province)
        await _tell(tx, outcome, end)
    return None if tried is None else Standing(row["since"], row["count"])


async def _tell(tx: Transaction, outcome: Outcome, end: End) -> None:
    """Chain the events to the end of the trail, which is held."""
    province, happened = outcome.province, outcome.happened
    links = trail.follow(linker_of(tx), end, province, happened, outcome.now)
    entries = (
        _EntryRow(
            link.seq, what.case.number, what.provider, what.event.type, link.data, link.hash.hex()
        )
        for link, what in zip(links, happened, strict=True)
    )
    await _Q["tell"].execute(
        tx,
        province=province,
        now=outcome.now,
        seq=end.seq + len(links),
        hash=links[-1].hash if links else end.hash,
        entries=_written(entries),
    )


def _has_moved(before: Case, after: Case) -> bool:
    """Tell whether the row of a case changes; when it is due is asked last, for it is reckoned."""
    return before is not after and (
        (before.state, before.reason, before.corrections, before.asked)
        != (after.state, after.reason, after.corrections, after.asked)
        or before.due_at != after.due_at
    )


class _CaseRow(msgspec.Struct, omit_defaults=True):
    number: int
    state: str
    reason: str | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    corrections: int = 0
    asked: int = 0


class _AnsweredRow(msgspec.Struct):
    """A challenge that stands otherwise, and is as it was besides."""

    number: int
    n: int
    state: str
    wrong_tails: int


class _RenewedRow(msgspec.Struct):
    """A challenge of which anything may be otherwise."""

    number: int
    n: int
    state: str
    code_key: str
    epoch: int
    redraw: int
    wrong_tails: int
    messages: int
    accepted_at: datetime | None
    noon_passed: bool
    wrong_codes: int | None
    spent_codes: int
    locked_at: datetime | None
    locks: str
    asked_at: datetime | None
    first_message: int


class _OverRow(msgspec.Struct, omit_defaults=True):
    """A challenge for which nothing that waits to be sent is wanted any more."""

    number: int
    n: int
    before: int | None = None  # only what was ordered before this message


class _EntryRow(msgspec.Struct):
    seq: int
    number: int
    provider: int
    type: str
    data: msgspec.Raw
    hash: str


def _of_challenges(
    changed: Sequence[tuple[Case, Case]],
) -> tuple[list[_AnsweredRow], list[_RenewedRow]]:
    answered, renewed = list[_AnsweredRow](), list[_RenewedRow]()
    for number, old, new in _altered_challenges(changed):
        different = differences(old, new) - _BY_NUMBER
        wrong_codes = _wrong_codes(old, new)
        if wrong_codes is not None or not different <= _BY_ANSWER:
            renewed.append(_renewed(number, new, wrong_codes))
        elif different:
            answered.append(_AnsweredRow(number, new.n, new.state, new.wrong_tails))
    return answered, renewed


def _of_cases(cases: Sequence[Case], now: datetime) -> str:
    return _written(
        _CaseRow(
            c.id.number,
            c.state,
            c.reason,
            c.due_at,
            now if c.state in ENDED else None,
            c.corrections,
            c.asked,
        )
        for c in cases
    )


def _renewed(number: int, c: Challenge, wrong_codes: int | None) -> _RenewedRow:
    return _RenewedRow(
        number,
        c.n,
        c.state,
        c.code_key,
        c.epoch,
        c.redraw,
        c.wrong_tails,
        c.messages,
        c.accepted_at,
        c.noon_passed,
        wrong_codes,
        c.spent_codes,
        c.locked_at,
        written_spans(c.locks),
        c.asked_at,
        c.first_message,
    )


def _wrong_codes(old: Challenge, new: Challenge) -> int | None:
    """Return how many wrong codes count, if from where they are counted may be another place now.

    A new code begins anew, and where any field's errors are counted together a wrong code spends no
    guess. Elsewhere what was noted with the number is what counts.
    """
    moved = new.epoch != old.epoch or new.wrong_tails != old.wrong_tails
    return new.wrong_codes if new.open and moved else None


def _altered_challenges(
    changed: Sequence[tuple[Case, Case]],
) -> Iterator[tuple[int, Challenge, Challenge]]:
    """Go through challenges that are others than they were, each with its case's number."""
    return (
        (after.id.number, old, new)
        for before, after in changed
        if before is not after
        for old, new in zip(before.challenges, after.challenges, strict=True)
        if old is not new
    )


def _of_messages(changed: Sequence[tuple[Case, Case]]) -> str:
    """Name challenges for which nothing that waits to be sent is wanted any more.

    They were open and are not now, or have another number: what waits for the old one is for
    nobody (R8).
    """
    return _written(
        _OverRow(number, new.n, new.first_message if new.open else None)
        for number, old, new in _altered_challenges(changed)
        if (old.open and not new.open) or old.first_message != new.first_message
    )


def _of_tries(tried: Tried, now: datetime) -> dict[str, object]:
    mobiles = sorted(tried.wrong)  # in one order for everybody
    return {
        "mobiles": mobiles,
        "wrongs": [tried.wrong[mobile] for mobile in mobiles],
        "day": now.date(),
        "tries": tried.count,
        "visited": tried.now,
        "before": tried.before,
    }


def _written(rows: Iterable[msgspec.Struct]) -> str:
    """Write rows as one document: of arrays the driver looks at every element three times."""
    return msgspec.json.encode(list(rows)).decode()

"""How cases stand after a deed (核验单状态), and what happened to them: written down in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heyan.rules.altered import altered
from heyan.rules.case import ENDED, Case, Challenge
from heyan.store import trail
from heyan.store.case_rows import written_spans
from heyan.store.database import Transaction, linker_of
from heyan.store.queries import read_queries
from heyan.store.trail import End, Happened, Link

_Q = read_queries("standings")


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
    end: End | None = None,
    all_of_them: bool = False,
    evenly: bool = False,
) -> None:
    """Write an outcome down. Take it last in a deed: it holds the province's trail until commit.

    That lock makes the order of entries the order of commits, so that who has read up to an
    entry has missed nothing before it (R27). `end` is the trail's, if the deed holds it already.
    `all_of_them`: also cases that did not change, since when they are due may have moved.
    `evenly`: the same questions to the database, whatever there is to remember (R19).
    """
    changed = outcome.changed
    cases = [c for before, c in changed if all_of_them or _has_moved(before, c)]
    challenges = [
        (after.id.number, new)
        for before, after in changed
        for old, new in zip(before.challenges, after.challenges, strict=True)
        if old is not new and old != altered(new, wrong_codes=old.wrong_codes)  # counted by number
    ]
    if not (cases or challenges or outcome.happened or evenly):
        return
    if end is None and (outcome.happened or evenly):
        end = await trail.hold_end(tx, outcome.province)
    await _Q["write"].execute(
        tx,
        province=outcome.province,
        now=outcome.now,
        **_of_cases(cases, outcome.now),
        **_of_challenges(challenges),
        **_of_messages(changed),
        **_of_events(tx, outcome, end),
    )


def _has_moved(before: Case, after: Case) -> bool:
    """Tell whether the row of a case changes; when it is due is asked last, for it is reckoned."""
    return before is not after and (
        (before.state, before.reason, before.corrections, before.asked)
        != (after.state, after.reason, after.corrections, after.asked)
        or before.due_at != after.due_at
    )


def _of_cases(cases: Sequence[Case], now: datetime) -> dict[str, object]:
    return {
        "numbers": [c.id.number for c in cases],
        "states": [c.state for c in cases],
        "reasons": [c.reason for c in cases],
        "due_ats": [c.due_at for c in cases],
        "ended_ats": [now if c.state in ENDED else None for c in cases],
        "corrections": [c.corrections for c in cases],
        "asked": [c.asked for c in cases],
    }


def _of_challenges(challenges: Sequence[tuple[int, Challenge]]) -> dict[str, object]:
    return {
        "challenge_numbers": [number for number, _ in challenges],
        "ns": [c.n for _, c in challenges],
        "challenge_states": [c.state for _, c in challenges],
        "code_keys": [c.code_key for _, c in challenges],
        "epochs": [c.epoch for _, c in challenges],
        "redraws": [c.redraw for _, c in challenges],
        "wrong_tails": [c.wrong_tails for _, c in challenges],
        "messages": [c.messages for _, c in challenges],
        "accepted_ats": [c.accepted_at for _, c in challenges],
        "noons_passed": [c.noon_passed for _, c in challenges],
        "wrong_codes": [c.wrong_codes for _, c in challenges],
        "spent_codes": [c.spent_codes for _, c in challenges],
        "locked_ats": [c.locked_at for _, c in challenges],
        "locks": [written_spans(c.locks) for _, c in challenges],
        "asked_ats": [c.asked_at for _, c in challenges],
        "first_messages": [c.first_message for _, c in challenges],
    }


def _of_messages(changed: Sequence[tuple[Case, Case]]) -> dict[str, object]:
    """Name challenges for which nothing that waits to be sent is wanted any more.

    They were open and are not now, or have another number: what waits for the old one is for
    nobody (R8).
    """
    over = [
        (after.id.number, new.n, new.first_message if new.open else None)
        for before, after in changed
        for old, new in zip(before.challenges, after.challenges, strict=True)
        if old is not new
        and ((old.open and not new.open) or old.first_message != new.first_message)
    ]
    return {
        "over_numbers": [number for number, _, _ in over],
        "over_ns": [n for _, n, _ in over],
        "over_befores": [before for _, _, before in over],
    }


def _of_events(tx: Transaction, outcome: Outcome, end: End | None) -> dict[str, object]:
    """Chain the events to the end of the trail; without an end nothing is told, or moves."""
    happened, links = outcome.happened, list[Link]()
    if end is not None:
        links = trail.follow(linker_of(tx), end, outcome.province, happened, outcome.now)
        end = End(end.seq + len(links), links[-1].hash if links else end.hash)
    return {
        "entry_seqs": [link.seq for link in links],
        "entry_numbers": [what.case.number for what in happened],
        "providers": [what.provider for what in happened],
        "types": [what.event.type for what in happened],
        "datas": [link.data for link in links],
        "hashes": [link.hash for link in links],
        "seq": None if end is None else end.seq,
        "hash": None if end is None else end.hash,
    }

"""A case as it is kept (核验单): its rows, and what is sealed of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import asyncpg
import msgspec

from heyan.keys.sealing import DataKey, Sealer
from heyan.rules.case import Case, Challenge, ChallengeState, State
from heyan.rules.editions import edition_named
from heyan.rules.events import Reason
from heyan.rules.filing import FilingKind
from heyan.rules.ids import CaseId
from heyan.rules.outages import Outage, joined
from heyan.rules.phone import Mobile

Row: TypeAlias = asyncpg.Record | Mapping[str, Any]


class _Personal(msgspec.Struct):
    """What is sealed of a challenge."""

    mobile: str
    tails: list[str]
    name: str  # the site's or subject's, for the messages


_SEALED = _Personal("", [], "")


@dataclass(frozen=True)
class Stored:
    """A case with what is kept beside it. An erased case has no key, numbers, tails or names."""

    case: Case
    reference: str
    key: DataKey | None
    mobiles: Mapping[int, bytes]  # challenge -> keyed hash of its number
    names: Mapping[int, str] = field(repr=False)
    ended_at: datetime | None = None
    erased_at: datetime | None = None


@dataclass(frozen=True)
class NewCase:
    """A case that has just been opened, ready to be kept."""

    case: Case
    reference: str
    fingerprint: bytes
    key: DataKey
    sealed_filing: bytes
    mobiles: Mapping[int, bytes]
    names: Mapping[int, str] = field(repr=False)
    bases: Mapping[str, str] = field(default_factory=dict)  # what a change was held against


def about(case: CaseId, part: object = "") -> str:
    """Name what a sealed box of the case belongs to."""
    return f"case {case} {part}"


def stored_case(sealer: Sealer | None, row: Row, challenges: Sequence[Row]) -> Stored:
    """Make a case of its rows; without a sealer, without anything that is sealed."""
    case_id = CaseId(row["province"], row["number"])
    wrapped, key = row["data_key"], None
    if sealer is not None and wrapped is not None:
        key = sealer.open_key(wrapped, about(case_id))
        opened = [(c, _unsealed(sealer, key, case_id, c)) for c in challenges]
    else:
        opened = [(c, _SEALED) for c in challenges]
    spans, reason = row["outages"], row["reason"]
    case = Case(
        id=case_id,
        provider=row["provider"],
        kind=FilingKind(row["kind"]),
        edition=edition_named(row["edition"]),
        opened_at=row["opened_at"],
        challenges=tuple([_challenge(c, personal) for c, personal in opened]),
        state=State(row["state"]),
        reason=None if reason is None else Reason(reason),
        corrections=row["corrections"],
        asked=row["asked"],
        outages=joined(Outage(span.lower, span.upper) for span in spans) if spans else (),
    )
    return Stored(
        case=case,
        reference=row["reference"],
        key=key,
        mobiles={c["n"]: c["mobile"] for c in challenges},
        names={c["n"]: personal.name for c, personal in opened},
        ended_at=row["ended_at"],
        erased_at=row["erased_at"],
    )


def _challenge(row: Row, personal: _Personal) -> Challenge:
    return Challenge(
        n=row["n"],
        mobile=Mobile(personal.mobile),
        tails=frozenset(personal.tails),
        because=tuple(row["because"]),
        code_key=row["code_key"],
        state=ChallengeState(row["state"]),
        epoch=row["epoch"],
        redraw=row["redraw"],
        wrong_tails=row["wrong_tails"],
        messages=row["messages"],
        accepted_at=row["accepted_at"],
        noon_passed=row["noon_passed"],
        wrong_codes=row["wrong_codes"],
        spent_codes=row["spent_codes"],
        locked_at=row["locked_at"],
        locks=tuple([Outage(span.lower, span.upper) for span in row["locks"]]),
        asked_at=row["asked_at"],
        first_message=row["first_message"],
    )


def written_spans(spans: Sequence[Outage]) -> str:
    """Write spans as a multirange; in an array of these the driver takes them for a nested one."""
    return (
        "{" + ",".join(f"[{s.starts_at.isoformat()},{s.ends_at.isoformat()})" for s in spans) + "}"
    )


def sealed_challenge(sealer: Sealer, kept: NewCase | Stored, challenge: Challenge) -> bytes:
    """Seal what is personal of a challenge."""
    if kept.key is None:
        raise LookupError(f"case {kept.case.id} has been erased")
    personal = _Personal(challenge.mobile, sorted(challenge.tails), kept.names[challenge.n])
    plain = msgspec.json.encode(personal)
    return sealer.seal(kept.key, plain, about(kept.case.id, challenge.n))


def _unsealed(sealer: Sealer, key: DataKey, case: CaseId, row: Row) -> _Personal:
    plain = sealer.unseal(key, row["sealed"], about(case, row["n"]))
    return msgspec.json.decode(plain, type=_Personal)

"""Opening cases: what intake does in one transaction for filings of one province.

The transaction holds the numbers, references and keys that the filings bring (advisory locks,
in one order), so that of two filings that come at once in two processes one sees the other:
codes of one number stay distinct (R9), a reference is in use once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from heyan.casework import consequences
from heyan.casework.consequences import Changes
from heyan.casework.desk import Desk
from heyan.rules.admission import misfits
from heyan.rules.case import Case, Challenge, State, challenges_for, open_case
from heyan.rules.code import Seed, derive_code
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.rules.naming import message_name
from heyan.rules.policy import demands
from heyan.rules.refusals import Faulty, KeyReused, ReferenceInUse, Refusal
from heyan.rules.register import Registered
from heyan.rules.rulebook import Edition
from heyan.rules.writing import canonical
from heyan.store import cases, intake, register
from heyan.store.cases import NewCase, about
from heyan.store.database import Transaction
from heyan.store.intake import GivenAnswer

IDEMPOTENCY = timedelta(days=7)
_OPEN = frozenset({State.VERIFYING, State.REVIEWING})


@dataclass(frozen=True)
class Submission:
    """A filing that waits in line to be taken in."""

    provider: int
    filing: Filing = field(repr=False)
    fingerprint: bytes
    key: bytes | None = None  # keyed hash of the Idempotency-Key
    body: bytes = b""  # keyed hash of the body it came with
    again: bool = True  # open a new case although the very same filing has had one


@dataclass(frozen=True)
class TakenIn:
    """The case that a filing led to; `repeated` when it had been opened before."""

    case: CaseId
    state: State
    repeated: bool


@dataclass(frozen=True)
class _Admitted:
    """A submission that fits the register, with the challenges that it brings."""

    at: int  # its place in the batch
    submission: Submission
    registered: Registered | None
    challenges: tuple[Challenge, ...]
    hashes: Mapping[int, bytes]  # challenge -> keyed hash of its number


@dataclass
class _Codes:
    """The codes that are in use, by number; kept distinct for each (R9)."""

    desk: Desk
    used: dict[bytes, set[str]] = field(default_factory=dict)

    def draw(self, mobile: bytes, seed: Seed, code_key: str) -> int:
        """Return the first redraw whose code no other open challenge of the number has."""
        key, used = self.desk.keys.codes[code_key], self.used.setdefault(mobile, set())
        while (code := derive_code(key, seed)) in used:
            seed = replace(seed, redraw=seed.redraw + 1)
        used.add(code)
        return seed.redraw


async def open_cases(
    desk: Desk, tx: Transaction, province: int, submissions: Sequence[Submission]
) -> Sequence[TakenIn | Refusal]:
    """Open a case for each submission, or say why not, in order."""
    edition, now = desk.edition_now(), desk.clock()
    answers: dict[int, TakenIn | Refusal] = {}
    admitted: list[_Admitted] = []
    registered = await _registered(desk, tx, province, submissions)
    for at, submission in enumerate(submissions):
        subject = registered.get(submission.filing.subject_number or "")
        faults = misfits(submission.filing, subject, submission.provider)
        if faults:
            answers[at] = Faulty(faults)
        else:
            admitted.append(_admit(desk, at, submission, subject, edition))
    await cases.lock_words(tx, _words(desk, admitted))
    opening = await _unopened(tx, admitted, answers, now)
    changes = Changes(province, {}, {})
    new = await _build(desk, tx, changes, opening, edition, now)
    await cases.add(tx, desk.sealer, province, new)
    await _keep_answers(tx, opening, new, now)
    await consequences.save(tx, changes, now)
    for each, opened in zip(opening, new, strict=True):
        answers[each.at] = TakenIn(opened.case.id, opened.case.state, repeated=False)
    return [answers[at] for at in range(len(submissions))]


async def _registered(
    desk: Desk, tx: Transaction, province: int, submissions: Sequence[Submission]
) -> dict[str, Registered]:
    numbers = {s.filing.subject_number for s in submissions if s.filing.subject_number}
    if not numbers:
        return {}
    return await register.find(tx, desk.sealer, province, sorted(numbers))


def _admit(
    desk: Desk, at: int, submission: Submission, subject: Registered | None, edition: Edition
) -> _Admitted:
    asked = demands(submission.filing, subject, submission.provider, edition)
    challenges = challenges_for(asked, desk.keys.codes.current)
    hashes = {challenge.n: desk.mobile_hash(challenge.mobile) for challenge in challenges}
    return _Admitted(at, submission, subject, challenges, hashes)


def _words(desk: Desk, admitted: Sequence[_Admitted]) -> Iterator[bytes]:
    for each in admitted:
        yield from each.hashes.values()
        submission = each.submission
        yield desk.keys.lookup("ref", f"{submission.provider} {submission.filing.reference}")
        if submission.key is not None:
            yield submission.key


async def _unopened(
    tx: Transaction,
    admitted: Sequence[_Admitted],
    answers: dict[int, TakenIn | Refusal],
    now: datetime,
) -> list[_Admitted]:
    """Answer what has been opened before, and return the rest."""
    rest: list[_Admitted] = []
    in_use: set[tuple[int, str]] = set()
    known = await _known_references(tx, admitted)
    for each in admitted:
        name = (each.submission.provider, each.submission.filing.reference)
        answer = await _answered_before(tx, each.submission, now)
        answer = answer or _known(each.submission, known.get(name, []))
        if answer is None and name in in_use:
            answer = ReferenceInUse()
        if answer is None:
            in_use.add(name)
            rest.append(each)
        else:
            answers[each.at] = answer
    return rest


async def _known_references(
    tx: Transaction, admitted: Sequence[_Admitted]
) -> dict[tuple[int, str], list[tuple[CaseId, State, bytes]]]:
    by_provider: dict[int, list[str]] = {}
    for each in admitted:
        references = by_provider.setdefault(each.submission.provider, [])
        references.append(each.submission.filing.reference)
    known: dict[tuple[int, str], list[tuple[CaseId, State, bytes]]] = {}
    for provider, references in by_provider.items():
        for row in await cases.same_references(tx, provider, references):
            case = CaseId(row["province"], row["number"])
            those = known.setdefault((provider, row["reference"]), [])
            those.append((case, State(row["state"]), row["fingerprint"]))
    return known


async def _answered_before(
    tx: Transaction, submission: Submission, now: datetime
) -> TakenIn | Refusal | None:
    """Return what was answered under the same Idempotency-Key."""
    if submission.key is None:
        return None
    row = await intake.find_answer(tx, submission.provider, submission.key, now - IDEMPOTENCY)
    if row is None:
        return None
    if row["body"] != submission.body:
        return KeyReused()
    return TakenIn(CaseId(row["province"], row["number"]), State(row["state"]), repeated=True)


def _known(
    submission: Submission, same: Sequence[tuple[CaseId, State, bytes]]
) -> TakenIn | Refusal | None:
    """Return what stands in the way among cases with the same reference."""
    if not submission.again:
        for case, state, fingerprint in same:
            if fingerprint == submission.fingerprint:
                return TakenIn(case, state, repeated=True)
    if any(state in _OPEN for _, state, _ in same):
        return ReferenceInUse()
    return None


async def _build(
    desk: Desk,
    tx: Transaction,
    changes: Changes,
    opening: Sequence[_Admitted],
    edition: Edition,
    now: datetime,
) -> list[NewCase]:
    if not opening:
        return []
    numbers = await cases.take_numbers(tx, len(opening))
    codes = await _codes_in_use(desk, tx, opening)
    new = []
    for each, number in zip(opening, numbers, strict=True):
        case = _case(codes, each, CaseId(changes.province, number), edition, now)
        changes.mobiles[number] = each.hashes
        changes.take(open_case(case))
        new.append(_new_case(desk, each, changes.cases[number]))
    return new


async def _codes_in_use(desk: Desk, tx: Transaction, opening: Sequence[_Admitted]) -> _Codes:
    codes = _Codes(desk)
    mobiles = sorted({mobile for each in opening for mobile in each.hashes.values()})
    for row in await cases.open_seeds(tx, mobiles):
        seed = Seed(CaseId(row["province"], row["number"]), row["n"], row["epoch"], row["redraw"])
        used = codes.used.setdefault(row["mobile"], set())
        used.add(derive_code(desk.keys.codes[row["code_key"]], seed))
    return codes


def _case(codes: _Codes, each: _Admitted, case_id: CaseId, edition: Edition, now: datetime) -> Case:
    challenges = tuple(
        replace(c, redraw=codes.draw(each.hashes[c.n], Seed(case_id, c.n), c.code_key))
        for c in each.challenges
    )
    return Case(
        id=case_id,
        provider=each.submission.provider,
        kind=each.submission.filing.kind,
        edition=edition,
        opened_at=now,
        challenges=challenges,
    )


def _new_case(desk: Desk, each: _Admitted, case: Case) -> NewCase:
    filing = each.submission.filing
    key = desk.sealer.new_key(about(case.id))
    return NewCase(
        case=case,
        reference=filing.reference,
        fingerprint=each.submission.fingerprint,
        key=key,
        sealed_filing=desk.sealer.seal(key, canonical(filing), about(case.id, "filing")),
        mobiles=each.hashes,
        names={c.n: message_name(filing, each.registered, c.because) for c in case.challenges},
    )


async def _keep_answers(
    tx: Transaction, opening: Sequence[_Admitted], new: Sequence[NewCase], now: datetime
) -> None:
    for each, opened in zip(opening, new, strict=True):
        key, case = each.submission.key, opened.case.id
        if key is not None:
            given = GivenAnswer(each.submission.provider, key, each.submission.body, case.number)
            await intake.keep_answer(tx, case.province, given, now)

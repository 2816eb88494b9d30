"""Opening cases: what intake does in one transaction for filings of one province.

The transaction holds the numbers, references and keys that the filings bring (advisory locks,
in one order), so that of two filings that come at once in two processes one sees the other:
codes of one number stay distinct (R9), a reference is in use once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from heyan.casework import consequences
from heyan.casework.codes import Codes, codes_in_use
from heyan.casework.consequences import Changes
from heyan.casework.desk import Desk
from heyan.casework.filings.bases import bases_of
from heyan.casework.filings.submissions import Submission, TakenIn, find_precedents
from heyan.rules.admission import misfits
from heyan.rules.case import Case, Challenge, State, open_case
from heyan.rules.challenging import challenges_for
from heyan.rules.code import Seed
from heyan.rules.faults import Fault
from heyan.rules.ids import CaseId
from heyan.rules.naming import message_name
from heyan.rules.policy import demands
from heyan.rules.refusals import Faulty, Refusal
from heyan.rules.register import Registered
from heyan.rules.rulebook import Edition
from heyan.store import cases, intake, register
from heyan.store.case_rows import NewCase, about
from heyan.store.database import Transaction
from heyan.store.intake import GivenAnswer


@dataclass(frozen=True)
class _Terms:
    """Under what the cases of a batch are opened; asked for once, since each may change."""

    edition: Edition
    now: datetime
    code_key: str


@dataclass(frozen=True)
class _Considered:
    """A submission held against the register: its faults, or the challenges that it brings."""

    at: int  # its place in the batch
    submission: Submission
    registered: Registered | None
    faults: tuple[Fault, ...]
    challenges: tuple[Challenge, ...]
    hashes: Mapping[int, bytes]  # challenge -> keyed hash of its number


@dataclass(frozen=True)
class _Opening:
    """A submission for which a case is opened."""

    considered: _Considered
    case: CaseId


async def open_cases(
    desk: Desk, tx: Transaction, province: int, submissions: Sequence[Submission]
) -> Sequence[TakenIn | Refusal]:
    """Open a case for each submission, or say why not, in order."""
    terms = _Terms(desk.edition_now(), desk.clock(), desk.keys.codes.current)
    registered = await _registered(desk, tx, province, submissions)
    considered = [
        _consider(desk, at, each, registered.get(each.filing.subject_number or ""), terms)
        for at, each in enumerate(submissions)
    ]
    await cases.lock_words(tx, _words(desk, considered))
    answers: dict[int, TakenIn | Refusal] = {}
    opening = await _answer(tx, province, considered, answers, terms.now)
    changes = Changes(province, {}, {})
    new = await _build(desk, tx, changes, opening, terms)
    await cases.add(tx, desk.sealer, province, new)
    await _keep_answers(tx, opening, terms.now)
    await consequences.save(tx, changes, terms.now)
    for each, opened in zip(opening, new, strict=True):
        answers[each.considered.at] = TakenIn(each.case, opened.case.state, repeated=False)
    return [answers[at] for at in range(len(submissions))]


async def _registered(
    desk: Desk, tx: Transaction, province: int, submissions: Sequence[Submission]
) -> dict[str, Registered]:
    numbers = {s.filing.subject_number for s in submissions if s.filing.subject_number}
    if not numbers:
        return {}
    return await register.find(tx, desk.sealer, province, sorted(numbers))


def _consider(
    desk: Desk, at: int, submission: Submission, subject: Registered | None, terms: _Terms
) -> _Considered:
    filing, provider = submission.filing, submission.provider
    faults = misfits(filing, subject, provider)
    if faults:
        return _Considered(at, submission, subject, faults, (), {})
    asked = demands(filing, subject, provider, terms.edition)
    challenges = challenges_for(asked, terms.code_key)
    hashes = {challenge.n: desk.mobile_hash(challenge.mobile) for challenge in challenges}
    return _Considered(at, submission, subject, (), challenges, hashes)


def _words(desk: Desk, considered: Sequence[_Considered]) -> Iterator[bytes]:
    for each in considered:
        yield from each.hashes.values()
        submission = each.submission
        yield desk.keys.lookup("ref", f"{submission.provider} {submission.filing.reference}")
        if submission.key is not None:
            yield submission.key


async def _answer(
    tx: Transaction,
    province: int,
    considered: Sequence[_Considered],
    answers: dict[int, TakenIn | Refusal],
    now: datetime,
) -> list[_Opening]:
    """Answer what was opened before or cannot be, and return the rest.

    What was opened before is answered so although the register has changed since.
    """
    opening: list[_Opening] = []
    precedents = await find_precedents(tx, [each.submission for each in considered], now)
    numbers = await cases.take_numbers(tx, len(considered))
    for each, number in zip(considered, numbers, strict=True):
        submission = each.submission
        answer: TakenIn | Refusal | None = precedents.repeated(submission)
        if answer is None and each.faults:
            answer = Faulty(each.faults)
        answer = answer or precedents.in_use(submission)
        if answer is None:
            case = CaseId(province, number)
            state = State.VERIFYING if each.challenges else State.REVIEWING
            precedents.add(submission, TakenIn(case, state, repeated=False))
            opening.append(_Opening(each, case))
        else:
            answers[each.at] = answer
    return opening


async def _build(
    desk: Desk,
    tx: Transaction,
    changes: Changes,
    opening: Sequence[_Opening],
    terms: _Terms,
) -> list[NewCase]:
    if not opening:
        return []
    mobiles = (mobile for each in opening for mobile in each.considered.hashes.values())
    codes = await codes_in_use(desk, tx, mobiles)
    new = []
    for each in opening:
        number = each.case.number
        changes.mobiles[number] = each.considered.hashes
        changes.take(open_case(_case(codes, each.considered, each.case, terms)))
        new.append(_new_case(desk, each.considered, changes.cases[number]))
    return new


def _case(codes: Codes, each: _Considered, case_id: CaseId, terms: _Terms) -> Case:
    challenges = tuple(
        replace(c, redraw=codes.draw(each.hashes[c.n], Seed(case_id, c.n), c.code_key))
        for c in each.challenges
    )
    return Case(
        id=case_id,
        provider=each.submission.provider,
        kind=each.submission.filing.kind,
        edition=terms.edition,
        opened_at=terms.now,
        challenges=challenges,
    )


def _new_case(desk: Desk, each: _Considered, case: Case) -> NewCase:
    filing = each.submission.filing
    key = desk.sealer.new_key(about(case.id))
    return NewCase(
        case=case,
        reference=filing.reference,
        fingerprint=each.submission.fingerprint,
        key=key,
        sealed_filing=desk.sealer.seal(key, each.submission.written, about(case.id, "filing")),
        mobiles=each.hashes,
        names={c.n: message_name(filing, each.registered, c.because) for c in case.challenges},
        bases=bases_of(desk, filing, each.registered, each.submission.provider),
    )


async def _keep_answers(tx: Transaction, opening: Sequence[_Opening], now: datetime) -> None:
    for each in opening:
        submission, case = each.considered.submission, each.case
        if submission.key is not None:
            given = GivenAnswer(submission.provider, submission.key, submission.body, case.number)
            await intake.keep_answer(tx, case.province, given, now)

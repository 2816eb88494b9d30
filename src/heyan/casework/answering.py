"""A person answers a code on the portal, or asks for the message again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from heyan.casework import consequences
from heyan.casework.codes import draw_new_codes
from heyan.casework.consequences import Changes, changes_of
from heyan.casework.desk import Desk
from heyan.rules.case import Case, Challenge, ChallengeState, State, answer, challenge_of
from heyan.rules.case import ask_again as order_again
from heyan.rules.code import derive_code, same_code
from heyan.rules.documents import same_tail
from heyan.rules.fullwidth import compact
from heyan.rules.guessing import count_wrong_code
from heyan.rules.phone import Mobile, mask, read_mobile
from heyan.rules.provinces import NATION
from heyan.rules.refusals import NoSuchRecord
from heyan.rules.resending import DAY, may_send_again
from heyan.store import cases, messages
from heyan.store.case_rows import Stored


@dataclass(frozen=True)
class Given:
    """What a person types, as typed."""

    mobile: str = field(repr=False)
    code: str = field(repr=False)
    tail: str = field(repr=False)


class Verdict(StrEnum):
    """What the portal says to an answer (R18-R20)."""

    NOT_FOUND = "not_found"  # 找不到记录
    MET = "met"
    ALL_MET = "all_met"
    FAILED = "failed"  # 短信核验失败


@dataclass(frozen=True)
class Answered:
    verdict: Verdict
    others: tuple[str, ...] = ()  # numbers still open, masked; they are told only to who was right


@dataclass(frozen=True)
class _Question:
    mobile: Mobile = field(repr=False)
    code: str = field(repr=False)
    tail: str = field(repr=False)
    hash: bytes


NOT_FOUND = Answered(Verdict.NOT_FOUND)
_NO_MOBILE = Mobile("")


async def give_answer(desk: Desk, province: int, given: Given) -> Answered:
    """Take an answer. Whatever does not fit is NOT_FOUND; the portal evens out its time (R19)."""
    mobile = read_mobile(given.mobile) or _NO_MOBILE
    question = _Question(mobile, compact(given.code), given.tail, desk.mobile_hash(mobile))
    answered = NOT_FOUND
    for where in await _provinces(desk, province, question):
        answered = await desk.together(_decide_answers, where, question)
        if answered.verdict is not Verdict.NOT_FOUND:
            break
    desk.tally.answers[answered.verdict] += 1
    return answered


async def ask_again(desk: Desk, province: int, mobile: str, tail: str) -> None:
    """Send the message again if someone waits for it and the limits allow (R12).

    Nothing is said about either, so that nothing can be learnt by asking.
    """
    number = read_mobile(mobile) or _NO_MOBILE
    question = _Question(number, "", tail, desk.mobile_hash(number))
    for where in await _provinces(desk, province, question):
        await desk.together(_decide_resends, where, question)


async def _provinces(desk: Desk, province: int, question: _Question) -> Sequence[int]:
    """Return where to look: in the portal's province, or wherever the number is asked (R16)."""
    if province != NATION.code:
        return [province]
    async with desk.database.read() as tx:
        return await cases.provinces_asking(tx, question.hash)


async def _decide_answers(
    desk: Desk, province: int, questions: Sequence[_Question]
) -> Sequence[Answered]:
    """Decide answers; where a new code follows, once more, with the numbers held from the start.

    New codes are drawn with the numbers held (R9), and words are held before cases are: taken the
    other way round, two deeds could wait for each other.
    """
    try:
        return await _try_answers(desk, province, questions, hold=False)
    except _NumbersNeeded:
        return await _try_answers(desk, province, questions, hold=True)


async def _try_answers(
    desk: Desk, province: int, questions: Sequence[_Question], *, hold: bool
) -> Sequence[Answered]:
    now = desk.clock()
    hashes = [question.hash for question in questions]
    async with desk.database.transaction() as tx:
        if hold:
            await cases.lock_words(tx, hashes)
        loaded = await cases.lock_asked(tx, desk.sealer, province, hashes)
        changes = changes_of(province, loaded)
        answers = [_answer(desk, changes, loaded, question, now) for question in questions]
        if changes.renewed and not hold:
            raise _NumbersNeeded
        await draw_new_codes(desk, tx, changes)
        await consequences.save(tx, changes, now)
    if changes.queued:
        desk.ring_for_messages()
    return answers


class _NumbersNeeded(Exception):
    """A new code is to be drawn, and the numbers are not held."""


def _answer(
    desk: Desk, changes: Changes, loaded: dict[int, Stored], question: _Question, now: datetime
) -> Answered:
    found = _answered(desk, changes, loaded, question)
    if found is None:
        return _count_guess(changes, loaded, question, now)
    case, challenge = found
    try:
        changes.take(answer(case, challenge.n, question.tail, now))
    except NoSuchRecord:
        return NOT_FOUND
    return _verdict(changes.cases[case.id.number], challenge.n)


def _count_guess(
    changes: Changes, loaded: dict[int, Stored], question: _Question, now: datetime
) -> Answered:
    """Count a wrong code against whatever the number is asked for (R25)."""
    answered = NOT_FOUND
    for number, stored in loaded.items():
        for n, mobile_hash in stored.mobiles.items():
            if mobile_hash == question.hash:
                with suppress(NoSuchRecord):
                    changes.take(count_wrong_code(changes.cases[number], n, now))
                    if changes.challenge(number, n).state is ChallengeState.FAILED:
                        answered = Answered(Verdict.FAILED)
    return answered


def _answered(
    desk: Desk, changes: Changes, loaded: dict[int, Stored], question: _Question
) -> tuple[Case, Challenge] | None:
    """Find the challenge whose number and code are given. Every candidate is compared."""
    found = None
    for number, stored in loaded.items():
        for n, mobile_hash in stored.mobiles.items():
            if mobile_hash == question.hash:
                case = changes.cases[number]
                challenge = challenge_of(case, n)
                if same_code(question.code, _code(desk, case, challenge)):
                    found = case, challenge
    return found


def _code(desk: Desk, case: Case, challenge: Challenge) -> str:
    return derive_code(desk.keys.codes[challenge.code_key], case.seed(challenge))


def _verdict(case: Case, n: int) -> Answered:
    if case.state is State.REVIEWING:
        return Answered(Verdict.ALL_MET)
    challenge = challenge_of(case, n)
    if challenge.state.value == Verdict.MET:
        return Answered(Verdict.MET, tuple(mask(c.mobile) for c in case.challenges if c.open))
    if challenge.state.value == Verdict.FAILED:
        return Answered(Verdict.FAILED)
    return NOT_FOUND  # R19: a wrong tail looks like any mismatch


async def _decide_resends(
    desk: Desk, province: int, questions: Sequence[_Question]
) -> Sequence[None]:
    now = desk.clock()
    async with desk.database.transaction() as tx:
        hashes = [q.hash for q in questions]
        # Requests for one number may come through several processes at once.
        await cases.lock_words(tx, hashes)
        loaded = await cases.lock_asked(tx, desk.sealer, province, hashes)
        changes = changes_of(province, loaded)
        recent = await messages.recent_to(tx, hashes, now - DAY)
        for question in questions:
            sent = [at for mobile_hash, at in recent if mobile_hash == question.hash]
            ordered = _order(changes, loaded, question, sent, now)
            recent += [(question.hash, now)] * ordered
        await consequences.save(tx, changes, now)
    if changes.queued:
        desk.ring_for_messages()
    return [None] * len(questions)


def _order(
    changes: Changes,
    loaded: dict[int, Stored],
    question: _Question,
    sent: Sequence[datetime],
    now: datetime,
) -> int:
    """Order what the person may have again; return how many messages: one at most.

    Who waits for several codes has the one sent that was sent least often; the limits are the
    number's, over all its cases (R12).
    """
    waiting = [
        (number, n)
        for number, stored in loaded.items()
        for n, mobile_hash in stored.mobiles.items()
        if mobile_hash == question.hash
    ]
    for number, n in sorted(waiting, key=lambda at: changes.challenge(*at).messages):
        case = changes.cases[number]
        right = same_tail(question.tail) in changes.challenge(number, n).tails
        if right and may_send_again(case.edition.resending, sent, now):
            with suppress(NoSuchRecord):
                changes.take(order_again(case, n, now))
                return 1
    return 0

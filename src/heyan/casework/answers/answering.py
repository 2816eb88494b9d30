"""A person answers a code on the portal, or asks for the message again.

Whether the number is known, the code right or the tail wrong: the same statements run in the same
order, and what no case has to remember changes none (R19).
"""

from asyncio import gather
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from heyan.casework import codes, consequences
from heyan.casework.answers.counting import Caller, Try, admit, number_tried, tried_by
from heyan.casework.codes import draw_new_codes
from heyan.casework.consequences import Changes, Even, changes_of
from heyan.casework.desk import PROVINCES, Desk
from heyan.rules.case import Case, Challenge, ChallengeState, State, answer, challenge_of, see_time
from heyan.rules.case import ask_again as order_again
from heyan.rules.code import derive_code, same_code
from heyan.rules.documents import same_tail
from heyan.rules.fullwidth import compact
from heyan.rules.guessing import count_wrong_code
from heyan.rules.phone import mask
from heyan.rules.provinces import NATION
from heyan.rules.refusals import NoSuchRecord
from heyan.rules.resending import DAY, may_send_again
from heyan.store import cases, messages


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
    guess: bool = False  # the code belonged to nothing that is open


@dataclass(frozen=True)
class _Question:
    code: str = field(repr=False)
    tail: str = field(repr=False)
    hash: bytes


NOT_FOUND = Answered(Verdict.NOT_FOUND)
_RIGHT = frozenset({Verdict.MET, Verdict.ALL_MET})


async def give_answer(desk: Desk, province: int, given: Given, caller: Caller | None) -> Answered:
    """Take an answer. Whatever does not fit is NOT_FOUND (R19).

    Without a caller the try has been counted, as his captcha was spent. Raises TooManyTries.
    """
    mobile = number_tried(given.mobile)
    question = _Question(compact(given.code), given.tail, desk.mobile_hash(mobile))
    if caller is not None:
        await admit(desk, Try(caller, mobile))
    own, where = await _provinces_answered(desk, province, question)
    told = await _told_in(desk, own or where, question)
    if all(each.guess for each in told):  # the time of whose code it was is over: a guess (R25)
        told += await _told_in(desk, [each for each in where if own and each not in own], question)
    answered = next((a for a in reversed(told) if a.verdict is not Verdict.NOT_FOUND), NOT_FOUND)
    desk.tally.answers[answered.verdict] += 1
    return answered


async def _told_in(desk: Desk, provinces: Sequence[int], question: _Question) -> list[Answered]:
    """Have an answer decided in provinces at the same time: several take no longer than one."""
    if len(provinces) == 1:
        return [await desk.together(_decide_answers, provinces[0], question)]
    return await gather(*(desk.together(_decide_answers, each, question) for each in provinces))


async def ask_again(
    desk: Desk, province: int, mobile: str, tail: str, caller: Caller | None
) -> None:
    """Send the message again if someone waits for it and the limits allow (R12).

    Nothing is said about either, so that nothing can be learnt by asking. Without a caller the try
    has been counted, as his captcha was spent. Raises TooManyTries, whatever the number.
    """
    number = number_tried(mobile)
    question = _Question("", tail, desk.mobile_hash(number))
    if caller is not None:
        await admit(desk, Try(caller, number))
    for where in await _provinces(desk, province, question):
        await desk.together(_decide_resends, where, question)


async def _provinces_answered(
    desk: Desk, province: int, question: _Question
) -> tuple[Sequence[int], Sequence[int]]:
    """Return where an answer's code belongs, and where it is a guess if it belongs nowhere (R25).

    Such a code was tried on every open challenge of the number.
    """
    if province != NATION.code:
        return [], [province]
    async with desk.database.read() as tx:
        seeds = await codes.seeds_of(tx, [question.hash])
    where = sorted({seed.case.province for _, seed, _ in seeds})
    own = [
        seed.case.province
        for _, seed, key in seeds
        if same_code(question.code, derive_code(desk.keys.codes[key], seed))
    ]
    return own, where or _somewhere(question)


async def _provinces(desk: Desk, province: int, question: _Question) -> Sequence[int]:
    """Return where to look: in the portal's province, or wherever the number is asked (R16)."""
    if province != NATION.code:
        return [province]
    async with desk.database.read() as tx:
        asking = await cases.provinces_asking(tx, question.hash)
    return asking or _somewhere(question)


def _somewhere(question: _Question) -> Sequence[int]:
    """Return where a stranger's number is looked for: no answer comes without the work (R19)."""
    return [PROVINCES[int.from_bytes(question.hash) % len(PROVINCES)]]


async def _decide_answers(
    desk: Desk, province: int, questions: Sequence[_Question]
) -> Sequence[Answered]:
    """Decide answers; where a new code follows, once more, with the numbers held from the start.

    New codes are drawn with the numbers held (R9), and words are held before cases are: taken the
    other way round, two deeds could wait for each other. A number that is answered for twice is
    held at once, whosever it is: deciding many answers anew takes longer than a floor hides (R19).
    """
    several = len({question.hash for question in questions}) < len(questions)
    try:
        return await _try_answers(desk, province, questions, hold=several)
    except _NumbersNeeded:
        return await _try_answers(desk, province, questions, hold=True)


async def _try_answers(
    desk: Desk, province: int, questions: Sequence[_Question], *, hold: bool
) -> Sequence[Answered]:
    now, hashes = desk.clock(), [question.hash for question in questions]
    async with desk.database.transaction() as tx:
        if hold:
            await cases.lock_words(tx, hashes)
        changes = changes_of(province, await cases.lock_asked(tx, desk.sealer, province, hashes))
        batch = _Batch(desk, changes, hashes, now)
        answers = [batch.answer(question) for question in questions]
        if changes.renewed and not hold:
            raise _NumbersNeeded
        await draw_new_codes(desk, tx, changes, evenly=hashes if hold else ())
        tried = tried_by(desk, batch.wrong, len(hashes))
        even = Even.MESSAGES if hold else Even.STANDINGS
        standing = await consequences.save(tx, changes, now, even=even, tried=tried)
    if standing is not None:
        desk.pressure.note(province, standing, desk.limits.province)
    if changes.queued:
        desk.ring_for_messages()
    return answers


class _NumbersNeeded(Exception):
    """A new code is to be drawn, and the numbers are not held."""


@dataclass
class _Batch:
    """What is loaded for questions that are decided together."""

    desk: Desk
    changes: Changes
    hashes: Sequence[bytes]
    now: datetime
    asked: dict[bytes, list[tuple[int, int]]] = field(init=False)  # number -> case, challenge
    wrong: Counter[bytes] = field(default_factory=Counter, init=False)  # wrong codes by number

    def __post_init__(self) -> None:
        self.asked = {each: [] for each in self.hashes}
        for number, mobiles in self.changes.mobiles.items():
            for n, mobile_hash in mobiles.items():
                if mobile_hash in self.asked:
                    self.asked[mobile_hash].append((number, n))

    def answer(self, question: _Question) -> Answered:
        """Decide an answer. Of whoever was not right it is noted, if only that no code was wrong.

        A wrong tail may not look otherwise than a wrong code (R19); who was right learns nothing.
        """
        answered = self._decide(question)
        if answered.verdict not in _RIGHT:
            self.wrong.setdefault(question.hash, 0)
        return answered

    def _decide(self, question: _Question) -> Answered:
        for number, _ in self.asked[question.hash]:
            self.changes.take(see_time(self.changes.cases[number], self.now))
        found = self._answered(question)
        if found is None:
            return self._count_guess(question)
        case, challenge = found
        try:
            self.changes.take(answer(case, challenge.n, question.tail, self.now))
        except NoSuchRecord:
            return NOT_FOUND
        return _verdict(self.changes.cases[case.id.number], challenge.n)

    def _answered(self, question: _Question) -> tuple[Case, Challenge] | None:
        """Find the open challenge whose number and code are given. Every candidate is compared.

        One that is not open is loaded for another member's sake, if at all: its code is no code.
        """
        found = None
        for number, n in self.asked[question.hash]:
            case, challenge = self.changes.cases[number], self.changes.challenge(number, n)
            same = same_code(question.code, _code(self.desk, case, challenge))
            if same and challenge.open:
                found = case, challenge
        return found

    def _count_guess(self, question: _Question) -> Answered:
        """Count a wrong code against whatever the number is asked for (R25)."""
        self.wrong[question.hash] += 1
        answered = Answered(Verdict.NOT_FOUND, guess=True)
        for number, n in self.asked[question.hash]:
            with suppress(NoSuchRecord):
                self.changes.take(count_wrong_code(self.changes.cases[number], n, self.now))
                if self.changes.challenge(number, n).state is ChallengeState.FAILED:
                    answered = Answered(Verdict.FAILED, guess=True)
        return answered

    def order(self, question: _Question, sent: Sequence[datetime]) -> int:
        """Order what the person may have again; return how many messages: one at most.

        Who waits for several codes has the one sent that was sent least often; the limits are the
        number's, over all its cases (R12).
        """
        waiting = self.asked[question.hash]
        for number, n in sorted(waiting, key=lambda at: self.changes.challenge(*at).messages):
            case = self.changes.cases[number]
            right = same_tail(question.tail) in self.changes.challenge(number, n).tails
            if right and may_send_again(case.edition.resending, sent, self.now):
                with suppress(NoSuchRecord):
                    self.changes.take(order_again(case, n, self.now))
                    return 1
        return 0


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
    now, hashes = desk.clock(), [question.hash for question in questions]
    async with desk.database.transaction() as tx:
        # Requests for one number may come through several processes at once.
        await cases.lock_words(tx, hashes)
        changes = changes_of(province, await cases.lock_asked(tx, desk.sealer, province, hashes))
        batch = _Batch(desk, changes, hashes, now)
        recent = await messages.recent_to(tx, hashes, now - DAY)
        for question in questions:
            sent = [at for mobile_hash, at in recent if mobile_hash == question.hash]
            recent += [(question.hash, now)] * batch.order(question, sent)
        await consequences.save(tx, changes, now, even=Even.MESSAGES)
    if changes.queued:
        desk.ring_for_messages()
    return [None] * len(questions)

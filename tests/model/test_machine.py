"""The real house against the model: any deeds, in any order, at any time, on a real PostgreSQL.

HEYAN_MODEL_EXAMPLES asks for more and longer plays; a failing one is told as the steps of it.
"""

import asyncio
import os
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from heyan.rules.filing import Filing, FilingKind
from heyan.store.database import Database
from tests.fakes import filings
from tests.fakes.journeys import code_in
from tests.model import case
from tests.model.house import OUTCOMES, places
from tests.model.law import law_named
from tests.model.people import (
    NUMBERS,
    OF_THE_REGISTER,
    TAILS,
    WRONG,
    Person,
    change_of,
    filing_of,
)
from tests.model.play import PROVINCES, Table, When, people, perhaps, picks, provinces, spans
from tests.model.world import NATION

EXAMPLES = int(os.environ.get("HEYAN_MODEL_EXAMPLES", "20"))
STEPS = 25 if EXAMPLES <= 20 else 50
MOST = 5  # filings of one play
# So few codes that two of one number are often drawn alike; ten may be in use while one is drawn.
FEW = 12


class Play(Table):
    """Every deed that there is."""

    def give(self, portal: str, number: str, code: str, tail: str) -> None:
        told = self.world.answer(portal, number, self.typed(portal, number, code), tail, self.now)
        heard = self.house.answer(portal, number, code, tail)
        assert heard == {"none": "not_found", "all met": "all_met"}.get(told, told)
        self.settle()

    def open(self, *those: tuple[str, tuple[Person, ...]]) -> None:
        """Submit filings, if several at once."""
        law, filed = law_named(self.edition, self.now), {}
        for province, whose in those:
            name = f"F-{len(self.world.files)}"
            asked = tuple(each.asked for each in whose) if law.asks_in(province) else ()
            self.world.submit(name, province, case.opened(law, asked, self.now))
            filed[name] = filing_of(whose, province, name)
        self.house.submit(filed)
        self.settle()

    @precondition(lambda self: len(self.world.files) < MOST)
    @rule(when=spans, province=provinces, whose=people)
    def submit(self, when: When, province: str, whose: tuple[Person, ...]) -> None:
        self.wait(when)
        self.open((province, whose))

    @precondition(lambda self: len(self.world.files) < MOST - 1)
    @rule(when=spans, province=provinces, other=provinces, whose=people)
    def submit_two_at_once(
        self, when: When, province: str, other: str, whose: tuple[Person, ...]
    ) -> None:
        """Ask the same number twice, in one province or in two."""
        self.wait(when)
        self.open((province, whose), (other, whose[:1]))

    @precondition(lambda self: len(self.world.files) < MOST)
    @rule(when=spans, kind=st.sampled_from(sorted(OF_THE_REGISTER)))
    def submit_of_the_register(self, when: When, kind: FilingKind) -> None:
        self.wait(when)
        law = law_named(self.edition, self.now)
        asked = () if kind in law.unasked else (OF_THE_REGISTER[kind],)
        filing = getattr(filings, kind.value)(reference=f"F-{len(self.world.files)}")
        self.open_of_the_register(filing, case.opened(law, asked, self.now, fixed=True))

    @precondition(lambda self: len(self.world.files) < MOST)
    @rule(when=spans, subject=perhaps, site=perhaps)
    def submit_a_change(self, when: When, subject: Person | None, site: Person | None) -> None:
        self.wait(when)
        filing, asked = change_of(subject, site, f"F-{len(self.world.files)}")
        law = law_named(self.edition, self.now)
        self.open_of_the_register(filing, case.opened(law, asked, self.now))

    def open_of_the_register(self, filing: Filing, file: case.File) -> None:
        self.of_register.add(filing.reference)
        self.world.submit(filing.reference, str(filing.province), file)
        self.house.submit({filing.reference: filing})
        self.settle()

    @precondition(lambda self: self.somebody())
    @rule(when=spans, pick=picks)
    def answer_right(self, when: When, pick: int) -> None:
        self.wait(when)
        name, asked = self.asked(pick)
        self.give(self.portal(name), asked.number, self.codes[name, asked.code], min(asked.tails))

    @precondition(lambda self: self.somebody())
    @rule(when=spans, pick=picks, times=st.sampled_from((1, 3, 4, 5, 6)))
    def answer_with_a_wrong_tail(self, when: When, pick: int, times: int) -> None:
        self.wait(when)
        name, asked = self.asked(pick)
        for _ in range(times):
            self.give(self.portal(name), asked.number, self.codes[name, asked.code], WRONG)
            self.both_agree()  # a guess at another of the number's codes may have spent that

    @precondition(lambda self: self.codes)
    @rule(
        when=spans,
        number=st.sampled_from(NUMBERS),
        code=picks,
        tail=st.sampled_from((*TAILS, WRONG)),
        portal=st.sampled_from(PROVINCES),
    )
    def answer_anything(self, when: When, number: str, code: int, tail: str, portal: str) -> None:
        """Type some code that there is or was, with any number and tail, at any portal."""
        self.wait(when)
        codes = sorted(self.codes.values())
        where = NATION if law_named(self.edition, self.now).one_portal else portal
        self.give(where, number, codes[code % len(codes)], tail)

    @precondition(lambda self: self.somebody())
    @rule(when=spans, pick=picks, times=st.sampled_from((1, 5, 6, 19, 20, 60, 100)))
    def guess(self, when: When, pick: int, times: int) -> None:
        self.wait(when)
        name, asked = self.asked(pick)
        used, portal = set(self.codes.values()), self.portal(name)
        # Not one of the few, or a new code might be the one that is guessed.
        wrong = next(code for n in range(FEW, 10**6) if (code := f"{n:06}") not in used)
        heard = Counter(self.house.answers(portal, asked.number, wrong, WRONG, times))
        before = dict(self.world.files)
        told = Counter(
            self.world.answer(portal, asked.number, None, WRONG, self.now) for _ in range(times)
        )
        failed = [name for name, file in self.world.files.items() if self.fails(before[name], file)]
        # At the nation's portal provinces decide side by side: which of the guesses is the last
        # one that a case had, each finds for itself.
        apart = len({self.world.provinces[name] for name in failed}) > 1
        least, most = (1, len(failed)) if apart else (told["failed"], told["failed"])
        assert least <= heard["failed"] <= most
        assert heard["failed"] + heard["not_found"] == times
        self.settle()

    def fails(self, before: case.File, after: case.File) -> bool:
        return (before.state, after.state, after.reason) == ("verifying", "returned", "failed")

    @precondition(lambda self: self.somebody())
    @rule(when=spans, pick=picks, tail=st.sampled_from((None, None, WRONG, *TAILS)))
    def ask_again(self, when: When, pick: int, tail: str | None) -> None:
        self.wait(when)
        name, asked = self.asked(pick)
        portal, tail = self.portal(name), tail or min(asked.tails)
        may = self.world.may_be_sent_again(portal, asked.number, tail, self.now)
        before = {each: self.by_hand(each) for each in self.world.files}
        self.house.ask_again(portal, asked.number, tail)
        sent = [each for each in self.world.files if self.by_hand(each) > before[each]]
        assert len(sent) == bool(may)
        assert set(sent) <= may
        for each in sent:
            self.world.files[each] = case.sent_again(self.world.files[each], asked.number, self.now)
        self.settle()

    def by_hand(self, name: str) -> int:
        view = self.house.look(name)
        return sum(m.purpose == "asked" for c in view.challenges for m in c.messages)

    @precondition(lambda self: self.somebody())
    @rule(when=spans, pick=picks, number=st.sampled_from(NUMBERS))
    def correct(self, when: When, pick: int, number: str) -> None:
        self.wait(when)
        name, asked = self.asked(pick)
        deed = partial(case.corrected, number=asked.number, better=number, now=self.now)
        assert self.house.correct(name, asked.n, number) == self.world.do(name, self.now, deed)
        self.settle()

    @precondition(lambda self: self.somebody())
    @rule(when=spans, pick=picks, locked=st.booleans())
    def unlock(self, when: When, pick: int, *, locked: bool) -> None:
        self.wait(when)
        of_locked = [
            (name, a) for name, f in self.world.files.items() for a in f.open() if a.locked
        ]
        name, asked = of_locked[pick % len(of_locked)] if locked and of_locked else self.asked(pick)
        deed = partial(case.unlocked, number=asked.number, now=self.now)
        assert self.house.unlock(name, asked.n) == self.world.do(name, self.now, deed)
        self.settle()

    @precondition(lambda self: self.world.files)
    @rule(when=spans, pick=picks)
    def withdraw(self, when: When, pick: int) -> None:
        self.wait(when)
        name = self.named(pick)
        done = self.world.do(name, self.now, case.withdrawn)
        assert self.house.withdraw(name) == done
        self.settle()

    @precondition(lambda self: self.world.files)
    @rule(when=spans, pick=picks, yes=st.booleans())
    def judge(self, when: When, pick: int, *, yes: bool) -> None:
        self.wait(when)
        name = self.named(pick)
        yes = yes and name not in self.of_register
        deed = partial(case.judged, verdict="approved" if yes else "rejected")
        assert self.house.judge(name, yes=yes) == self.world.do(name, self.now, deed)
        self.settle()

    @rule(
        when=spans,
        since=st.timedeltas(timedelta(hours=-60), timedelta(hours=6)),
        span=st.timedeltas(timedelta(seconds=1), timedelta(hours=9)),
    )
    def declare_outage(self, when: When, since: timedelta, span: timedelta) -> None:
        self.wait(when)
        start = self.now + since
        self.house.declare(start, start + span)
        self.world.declare(start, start + span)
        self.settle()

    @rule(when=spans, answer=st.booleans())
    def carry(self, when: When, *, answer: bool) -> None:
        """Let the carriers take what waits; they take every message, or answer nothing yet."""
        self.wait(when)
        names = {case_id: name for name, case_id in self.house.ids.items()}
        waiting, taken = self.world.waiting(), self.house.take()
        found = {
            (name, self.place(name, n, ordinal)): message
            for message, (name, n, ordinal) in zip(taken, places(taken, names), strict=True)
        }
        assert len(found) == len(taken), "no message is handed out twice"
        new = {each for each in found if each not in self.world.handed}
        assert new == waiting
        for (name, place), message in found.items():
            file = self.world.files[name]
            assert case.goes_out(file, place)
            asked = next(a for a in file.asked if a.n == file.sent[place].n)
            assert message.mobile == asked.number
            assert code_in(message.text) == self.codes[name, asked.code]
        self.world.handed |= new
        self.flying |= found
        for each in found if answer else ():
            self.hear(each, "accepted")
        self.settle()

    @precondition(lambda self: self.flying)
    @rule(when=spans, pick=picks, outcome=st.sampled_from(sorted(OUTCOMES)))
    def hear_of_a_message(self, when: When, pick: int, outcome: str) -> None:
        self.wait(when)
        flying = sorted(self.flying)
        self.hear(flying[pick % len(flying)], outcome)
        self.settle()

    def hear(self, each: tuple[str, int], outcome: str) -> None:
        name, place = each
        self.house.record(self.flying[each], outcome)
        if outcome == "accepted":
            self.world.do(name, self.now, partial(case.accepted, place=place, now=self.now))
        if outcome in {"accepted", "refused", "refused for now"}:
            del self.flying[each]

    def place(self, name: str, n: int, ordinal: int) -> int:
        """Find a message of a challenge among those of the case."""
        sent = self.world.files[name].sent
        return [place for place, each in enumerate(sent) if each.n == n][ordinal - 1]

    @rule(when=spans)
    def let_time_pass(self, when: When) -> None:
        self.wait(when)
        self.settle()


@pytest.mark.rule("R2", "R8", "R9", "R11", "R12", "R13", "R16", "R20", "R22", "R24", "R25")
def test_the_house_does_what_the_rules_say(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heyan.rules.code.CODES", FEW)
    with asyncio.Runner() as runner:
        Play.runner, Play.database = runner, runner.run(Database.open(database_url, size=4))
        try:
            run_state_machine_as_test(
                Play,
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(Play.database.close())

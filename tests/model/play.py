"""A table at which house and model play: what was dealt, what time it is, whether they agree."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from heyan.rules.ledger import Outgoing
from heyan.rules.phone import Mobile, mask
from heyan.store.database import Database
from tests.model import case, history
from tests.model.case import Asked
from tests.model.house import House, build
from tests.model.law import BEIJING
from tests.model.people import NUMBERS, Person
from tests.model.telling import PURPOSES
from tests.model.world import NATION, World

BEGIN = {
    "pilot-2017": datetime(2018, 3, 1, 9, tzinfo=BEIJING),
    "pilot-2018-09-10": datetime(2018, 9, 12, 9, tzinfo=BEIJING),
    "pilot-2018-09-24": datetime(2018, 12, 31, 22, tzinfo=BEIJING),
    "national-2020": datetime(2024, 2, 28, 23, tzinfo=BEIJING),
}
TURNS = tuple(
    datetime(*day, tzinfo=BEIJING) for day in ((2018, 9, 10), (2018, 9, 24), (2020, 8, 17))
)
PROVINCES = ("120000", "620000", "330000")

person = st.builds(Person, st.sampled_from(NUMBERS[:4]), st.integers(0, 2))
people = st.lists(person, min_size=1, max_size=4).map(tuple)
perhaps = st.one_of(st.none(), person)
provinces = st.sampled_from(("120000", "120000", "120000", "620000", "330000"))
picks = st.integers(0, 60)
spans = st.one_of(
    st.just(timedelta()),
    st.just(timedelta()),
    st.timedeltas(timedelta(), timedelta(minutes=3)),
    st.timedeltas(timedelta(), timedelta(hours=20)),
    st.tuples(picks, st.sampled_from((-1, 0, 1))),
)
When = timedelta | tuple[int, int]
starts = st.one_of(
    st.sampled_from(sorted(BEGIN.items())),
    st.builds(
        lambda turn, before: ("by-date", turn - before),
        st.sampled_from(TURNS),
        st.timedeltas(timedelta(), timedelta(hours=12)),
    ),
)


class Table(RuleBasedStateMachine):
    """House and model side by side, and what has been learnt of the one to tell the other."""

    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]

    house: House
    edition: str

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.codes: dict[tuple[str, int], str] = {}
        self.flying: dict[tuple[str, int], Outgoing] = {}
        self.of_register: set[str] = set()
        """The filings that build on the register: none is approved, else it would be another."""

    @initialize(start=starts)
    def begin(self, start: tuple[str, datetime]) -> None:
        self.edition, now = start
        self.house = self.runner.run(
            build(self.runner, self.database, now.astimezone(UTC), self.edition)
        )

    @property
    def now(self) -> datetime:
        return self.house.clock.now

    def wait(self, when: When) -> None:
        """Turn the clock by a span, or to a moment at which something is due, or beside it."""
        if isinstance(when, tuple):
            moments = sorted(moment for moment in self.world.moments() if moment >= self.now)
            if not moments:
                return
            to = moments[when[0] % len(moments)] + timedelta(microseconds=when[1])
            when = max(to - self.now, timedelta())
        self.house.clock.turn(when)

    def settle(self) -> None:
        """Let the clockwork catch up on both sides."""
        self.house.time_acts()
        self.world.time_acts(self.now)

    def asked(self, pick: int) -> tuple[str, Asked]:
        found = [(name, a) for name, file in self.world.files.items() for a in file.asked]
        return found[pick % len(found)]

    def named(self, pick: int) -> str:
        return sorted(self.world.files)[pick % len(self.world.files)]

    def somebody(self) -> bool:
        return any(file.asked for file in self.world.files.values())

    def portal(self, name: str) -> str:
        return NATION if self.world.files[name].law.one_portal else self.world.provinces[name]

    def typed(self, portal: str, number: str, code: str) -> tuple[str, int] | None:
        """Find whose code it is that was typed with a number; that of a locked one is no code."""
        for name, asked in self.world.asking(portal, number, self.now):
            if asked.locked is None and self.codes[name, asked.code] == code:
                return name, asked.code
        return None

    def teardown(self) -> None:
        """In the end each case stands as its trail tells, and the trail is whole."""
        for proof in self.house.proofs() if hasattr(self, "house") else ():
            assert (proof.broken, proof.contradictions) == (None, ())

    @invariant()
    def both_agree(self) -> None:
        for name in self.world.files:
            self.compare(name)
        self.codes_are_distinct()

    def compare(self, name: str) -> None:
        file, view = self.world.files[name], self.house.look(name)
        assert (view.state, view.reason) == (file.state, file.reason)
        history.check(view)
        secrets = self.house.secrets(name)
        for asked, seen in zip(file.asked, view.challenges, strict=True):
            assert seen.mobile == mask(Mobile(asked.number))
            assert seen.wrong_tails == asked.errors <= 5
            assert seen.state in self.states(file.state, asked)
            if seen.state == "open":
                assert seen.deadline == case.deadline(file, asked, self.world.outages)
            sent = [PURPOSES[each.why] for each in file.sent if each.n == asked.n]
            assert [message.purpose for message in seen.messages] == sent
            code, wrong_codes = secrets[asked.n]
            known = self.codes.setdefault((name, asked.code), code)
            if seen.state == "open":
                assert known == code, "a resent message carries the same code"
                assert file.law.any_field or wrong_codes == asked.guesses

    @staticmethod
    def states(state: str, asked: Asked) -> set[str]:
        if asked.met:
            return {"met"}
        if state != "verifying":
            return {"failed", "expired", "void"}
        return {"locked" if asked.locked else "open"}

    def codes_are_distinct(self) -> None:
        open_ones = [
            (a.number, self.codes[name, a.code])
            for name, file in self.world.files.items()
            for a in file.open()
            if a.locked is None
        ]
        assert len(set(open_ones)) == len(open_ones)

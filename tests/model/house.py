"""The real house for the model to be held against: its deeds, on a real database."""

import asyncio
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import TypeVar

from heyan.casework import timing
from heyan.casework.answers.answering import Given, ask_again, give_answer
from heyan.casework.answers.counting import Caller
from heyan.casework.bureau import helpdesk, reviewing
from heyan.casework.desk import Desk
from heyan.casework.filings import correcting, intake, lookups
from heyan.casework.filings.views import FilingView
from heyan.casework.keeping.auditing import Proof
from heyan.casework.messages import sending
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.rules.code import derive_code
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.rules.ledger import Accepted, Outcome, Outgoing, Refused, Result, Throttled, Unknown
from heyan.rules.outages import Outage
from heyan.rules.phone import Carrier
from heyan.rules.provinces import NATION
from heyan.rules.refusals import Refusal
from heyan.store import cases
from heyan.store.database import Database
from tests.casework import trails
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk
from tests.fakes.journeys import ACCOUNT, Journey, begin, case_id
from tests.fakes.register import enter
from tests.fakes.tables import lock_trail, unlock_trail
from tests.model import world

T = TypeVar("T")

OUTCOMES: dict[str, Outcome] = {
    "accepted": Accepted("id"),
    "refused": Refused("9", permanent=True),
    "refused for now": Refused("9", permanent=False),
    "throttled": Throttled(),
    "unknown": Unknown(),
}
_EMPTY = """
    select string_agg(quote_ident(tablename), ', ') from pg_tables
     where schemaname = 'public' and tablename not like '%migration%'"""


@dataclass
class House:
    """A desk whose clock the test turns, and the filings that were submitted by name."""

    runner: asyncio.Runner
    journey: Journey
    clock: Clock
    ids: dict[str, CaseId] = field(default_factory=dict)
    callers: Iterator[int] = field(default_factory=count)

    @property
    def desk(self) -> Desk:
        return self.journey.desk

    def run(self, deed: Awaitable[T]) -> T:
        async def done() -> T:
            return await deed

        return self.runner.run(done())

    def allowed(self, deed: Awaitable[object]) -> bool:
        """Do something; tell whether it was not refused."""
        try:
            self.run(deed)
        except Refusal:
            return False
        return True

    def submit(self, filed: Mapping[str, Filing]) -> None:
        """Submit filings at once."""

        async def submit() -> list[FilingView]:
            return await asyncio.gather(*(self.journey.submit(each) for each in filed.values()))

        views = zip(filed, self.run(submit()), strict=True)
        self.ids |= {name: case_id(view) for name, view in views}

    def look(self, name: str) -> FilingView:
        return self.run(lookups.find_filing(self.desk, self.journey.provider, self.ids[name]))

    def time_acts(self) -> None:
        """Let the clockwork work until nothing is due."""
        while self.run(timing.work_due_cases(self.desk)):
            pass
        while self.run(work_overdue_messages(self.desk)):
            pass

    def answer(self, portal: str, number: str, code: str, tail: str) -> str:
        return self.answers(portal, number, code, tail, 1)[0]

    def answers(self, portal: str, number: str, code: str, tail: str, times: int) -> list[str]:
        """Give the same answer a number of times at once, so that some are decided together."""
        where = NATION.code if portal == world.NATION else int(portal)

        async def ask() -> list[str]:
            given = Given(number, code, tail)
            asked = (give_answer(self.desk, where, given, self.caller()) for _ in range(times))
            return [answered.verdict.value for answered in await asyncio.gather(*asked)]

        return self.run(ask())

    def ask_again(self, portal: str, number: str, tail: str) -> None:
        where = NATION.code if portal == world.NATION else int(portal)
        self.run(ask_again(self.desk, where, number, tail, self.caller()))

    def caller(self) -> Caller:
        """Come from an address where nobody has come from yet, so that its limits hold up none."""
        at = next(self.callers)
        return Caller(f"{1 + at % 200}.{at // 200 % 250}.{at // 50_000}.1")

    def correct(self, name: str, n: int, number: str) -> bool:
        """Correct a number; a filing that went back instead counts as a refusal."""
        deed = correcting.correct_number(
            self.desk, self.journey.provider, self.ids[name], n, number
        )
        return self.allowed(deed) and self.look(name).state == "verifying"

    def unlock(self, name: str, n: int) -> bool:
        return self.allowed(helpdesk.unlock_challenge(self.desk, self.ids[name], n))

    def withdraw(self, name: str) -> bool:
        return self.allowed(
            intake.withdraw_filing(self.desk, self.journey.provider, self.ids[name])
        )

    def judge(self, name: str, *, yes: bool) -> bool:
        officer = self.run(self.journey.officer(self.ids[name].province))
        case = self.ids[name]
        if yes:
            return self.allowed(reviewing.approve(self.desk, officer, case))
        return self.allowed(reviewing.reject(self.desk, officer, case, "域名未实名"))

    def declare(self, start: datetime, end: datetime) -> None:
        self.run(helpdesk.declare_outage(self.desk, Outage(start, end), "机房断电"))

    def take(self) -> list[Outgoing]:
        """Let the carriers' links take all that may go."""
        taken: list[Outgoing] = []
        for carrier in Carrier:
            taken += self.run(sending.take_messages(self.desk, ACCOUNT, carrier, 1000))
        return taken

    def record(self, message: Outgoing, outcome: str) -> None:
        told = OUTCOMES[outcome]
        if isinstance(told, Accepted):
            told = Accepted(f"{message.key}")
        result = Result(message.key, told)
        self.run(sending.record_results(self.desk, ACCOUNT, [result]))

    def proofs(self) -> list[Proof]:
        """Prove the trails, and hold all cases against them."""
        return self.run(trails.proofs(self.desk))

    def secrets(self, name: str) -> dict[int, tuple[str, int]]:
        """Derive the present codes of a case's challenges, and tell how many wrong ones each had.

        That number is nowhere shown; it is what the database counts since the code was made.
        """

        async def read() -> dict[int, tuple[str, int]]:
            case = self.ids[name]
            async with self.desk.database.read() as tx:
                found = await cases.find(tx, self.desk.sealer, case.province, [case.number])
            stored = found[case.number].case
            keys = self.desk.keys.codes
            return {
                c.n: (derive_code(keys[c.code_key], stored.seed(c)), c.wrong_codes)
                for c in stored.challenges
            }

        return self.run(read())


async def build(runner: asyncio.Runner, database: Database, now: datetime, edition: str) -> House:
    """Empty the database, and build a house on it in which an edition is in force."""
    async with database.transaction() as tx:
        tables = await tx.fetchval(_EMPTY)
        await unlock_trail(tx)
        await tx.execute(f"truncate {tables} restart identity cascade")
        await lock_trail(tx)
        await tx.execute("alter sequence case_numbers restart")
    clock = Clock(now)
    desk = replace(build_desk(database, clock), edition=edition)
    journey = await begin(desk)
    await enter(desk, journey.provider)
    return House(runner, journey, clock)


def places(taken: Sequence[Outgoing], names: dict[CaseId, str]) -> list[tuple[str, int, int]]:
    """Say of messages which case, challenge and ordinal they are of."""
    return [
        (names[CaseId(m.key.province, m.key.case)], m.key.challenge, m.key.ordinal) for m in taken
    ]

"""Fifty addresses hammer one number for two days, and its owner gets in (R25).

HEYAN_TEST_HAMMERING says how many tries they make a minute, all together; `make hammer` takes a
hundred, at which the limits by address refuse five of six.
"""

import asyncio
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from heyan.casework.answers.answering import NOT_FOUND, Given, give_answer
from heyan.casework.answers.counting import Caller
from heyan.casework.bureau.helpdesk import unlock_challenge
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.views import FilingView
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.limits import Limits
from heyan.rules.refusals import TooManyTries
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id, data_of
from tests.web.portal.journey import Person, person_of
from tests.web.portal.visitor import Visitor

RATE = int(os.environ.get("HEYAN_TEST_HAMMERING", "1"))
ADDRESSES = [Caller(f"2001:db8:{n:x}::1") for n in range(50)]
MINUTE = timedelta(minutes=1)
CODES = 5
BUDGET = CODES * 20


@dataclass
class Strangers:
    """Fifty of them, who know the number and the tail, and try one code after the other."""

    journey: Journey
    clock: Clock
    person: Person
    tried: int = 0
    compared: int = 0
    refused: int = 0
    messages: int = 0

    async def hammer(self, minutes: int) -> None:
        """Try for a while; messages arrive, and time passes for everybody."""
        for _ in range(minutes):
            answers = await asyncio.gather(
                *(self._try() for _ in range(RATE)), return_exceptions=True
            )
            self.compared += answers.count(NOT_FOUND)
            self.refused += sum(isinstance(answer, TooManyTries) for answer in answers)
            assert self.compared + self.refused == self.tried, "nobody gets in by guessing"
            self.messages += len(await self.journey.carry())
            self.clock.turn(MINUTE)
            await work_due_cases(self.journey.desk)

    async def _try(self) -> object:
        caller = ADDRESSES[self.tried % len(ADDRESSES)]
        self.tried += 1
        used = self.journey.code(self.person.mobile)
        code = f"{(int(used) + 1 + self.tried % 999_000) % 10**6:06}"
        given = Given(self.person.mobile, code, self.person.tail)
        return await give_answer(self.journey.desk, TIANJIN, given, caller)


@dataclass
class Siege:
    """What the owner sees of it, from the beginning to the end."""

    journey: Journey
    filing: FilingView
    strangers: Strangers
    owner: Visitor

    async def begins(self) -> None:
        li = self.strangers.person
        await self.strangers.hammer(minutes=20)
        assert await self.spent() >= 1
        old = await self.owner.verify(li.code, li.mobile, li.tail)
        assert "找不到记录" in old.text
        assert "请以最近一次短信为准" in old.text, "it says why the code of before is not good"

    async def locks_the_number(self) -> None:
        li = self.strangers.person
        await self.strangers.hammer(minutes=46 * 60 + 10)
        locked = await self.journey.look(self.filing)
        assert (await self.spent(), locked.challenges[0].state) == (CODES, "locked")
        (at,) = [event.at for event in locked.history if event.type == "challenge.locked"]
        # One of the hundred wrong codes is the owner's own old one.
        assert at - locked.submitted_at == MINUTE * (math.ceil((BUDGET - 1) / RATE) - 1)
        if RATE == 1:  # else they are dropped before they leave: the number is locked by then
            assert self.strangers.messages == CODES - 1, "each code but the last was replaced"
        feed = await lookups.read_feed(self.journey.desk, self.journey.provider)
        assert [event.type for event in feed.items].count("challenge.locked") == 1
        last = await self.owner.verify(self.journey.code(li.mobile), li.mobile, li.tail)
        nobody = await self.owner.verify("123456", "13900139000", li.tail)
        for page in (last, nobody):  # anybody is told the same
            assert "该号码会被锁定，请联系您的接入服务商，由管局解除" in page.text

    async def is_survived(self) -> None:
        li = self.strangers.person
        assert (await self.journey.look(self.filing)).state == "verifying", "its clock stands still"
        await unlock_challenge(self.journey.desk, case_id(self.filing), 1)
        await self.journey.carry()
        # A code lasts until twenty more wrong ones have been tried, however soon that is.
        await self.strangers.hammer(minutes=min(5, (BUDGET // CODES - 1) // RATE))
        got_in = await self.owner.verify(self.journey.code(li.mobile), li.mobile, li.tail)
        assert "核验成功" in got_in.text
        assert await self.spent() == CODES
        await self.strangers.hammer(minutes=85)
        print(  # noqa: T201 - a report
            f"{self.strangers.tried} tries, {self.strangers.refused} of them refused by address; "
            f"{BUDGET} wrong codes were held against codes in use when the number was locked"
        )

    async def spent(self) -> int:
        return len(data_of(await self.journey.look(self.filing), "challenge.code_spent"))


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, limits=Limits())


@pytest.mark.rule("R19", "R22", "R25", "R27")
async def test_two_days_of_hammering_cost_the_owner_time_and_nothing_else(
    desk: Desk, clock: Clock, visit: Callable[[str], Visitor]
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    li, owner = person_of(journey, LI), visit("tjcainfo.localhost")
    await journey.answer(TIANJIN, HAN.mobile, tail(HAN.document.number))
    siege = Siege(journey, filing, Strangers(journey, clock, li), owner)
    await siege.begins()
    await siege.locks_the_number()
    await siege.is_survived()

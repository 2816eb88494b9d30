"""A house to which everything has happened that can happen to a case."""

from dataclasses import replace
from datetime import timedelta

from heyan.casework.answers.answering import ask_again
from heyan.casework.bureau import helpdesk, reviewing
from heyan.casework.desk import Desk
from heyan.casework.filings.correcting import correct_number
from heyan.casework.filings.erasing import erase_case
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.outages import Outage
from heyan.rules.provinces import NATION
from tests.casework.sent import one_number
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, ZHAO, new_filing
from tests.fakes.journeys import CALLER, Journey, begin, case_id, report

GUESSES = 20 * 5
LI_TAIL, HAN_TAIL, ZHAO_TAIL = (tail(person.document.number) for person in (LI, HAN, ZHAO))


async def live(desk: Desk, clock: Clock) -> None:
    """Let everything happen in 天津 that an event tells of, to five cases; one is still open."""
    journey = await begin(desk)
    await _approve_one(journey, clock)
    await _fail_one(journey, clock)
    later = replace(desk, edition="national-2020")
    await _reject_one(replace(journey, desk=later), clock)
    await _let_one_expire(journey, clock)
    await _leave_one_locked(journey, clock)


async def _approve_one(journey: Journey, clock: Clock) -> None:
    """Sent again by hand and at noon, guessed at, locked and unlocked, met and approved."""
    desk = journey.desk
    filing = await journey.submit(new_filing(reference="APPROVED"))
    carried = await journey.carry()
    await report(desk, carried[:1])
    await report(desk, carried[1:], "MK:0001")
    clock.turn(timedelta(minutes=20))
    await ask_again(desk, TIANJIN, LI.mobile, LI_TAIL, CALLER)
    await journey.carry()
    clock.turn(timedelta(hours=27))
    await work_due_cases(desk)
    await journey.carry()
    await _guess(journey)
    outage = Outage(clock.now - timedelta(hours=2), clock.now - timedelta(hours=1))
    await helpdesk.declare_outage(desk, outage, "机房断电")
    await helpdesk.unlock_challenge(desk, case_id(filing), 1)
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    await journey.approve(filing)
    await erase_case(desk, case_id(filing))


async def _fail_one(journey: Journey, clock: Clock) -> None:
    """Corrected, then a tail wrong five times."""
    filing = await journey.submit(new_filing(reference="FAILED"))
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, "000000")
    clock.turn(timedelta(minutes=1))
    await correct_number(journey.desk, journey.provider, case_id(filing), 1, ZHAO.mobile)
    await journey.carry()
    for _ in range(5):
        await journey.answer(TIANJIN, ZHAO.mobile, "000000")


async def _reject_one(journey: Journey, clock: Clock) -> None:
    """Under an edition in which any field counts."""
    filing = await journey.submit(one_number("REJECTED"))
    await journey.carry()
    clock.turn(timedelta(minutes=1))
    await journey.answer(NATION.code, LI.mobile, "000000")
    wrong = f"{(int(journey.code(LI.mobile)) + 1) % 10**6:06}"
    await journey.answer(NATION.code, LI.mobile, LI_TAIL, wrong)
    await journey.answer(NATION.code, LI.mobile, LI_TAIL)
    officer = await journey.officer(TIANJIN)
    await reviewing.reject(journey.desk, officer, case_id(filing), "网站无内容")


async def _let_one_expire(journey: Journey, clock: Clock) -> None:
    await journey.submit(new_filing(reference="EXPIRED"))
    await journey.carry()
    await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    clock.turn(timedelta(days=3))
    await work_due_cases(journey.desk)


async def _leave_one_locked(journey: Journey, clock: Clock) -> None:
    await journey.submit(new_filing(reference="LOCKED"))
    await journey.carry()
    clock.turn(timedelta(minutes=1))
    await _guess(journey)


async def _guess(journey: Journey) -> None:
    for nth in range(GUESSES):
        wrong = f"{(int(journey.code(LI.mobile)) + 1 + nth) % 10**6:06}"
        await journey.answer(TIANJIN, LI.mobile, LI_TAIL, wrong)
        await journey.carry()

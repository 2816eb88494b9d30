"""新增备案, told from submission to the register, or back to the provider."""

import asyncio
from datetime import timedelta

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.desk import Desk
from heyan.casework.filings.lookups import find_registered_subject
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, data_of, types

LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)


@pytest.mark.rule("R2", "R3", "R18", "R28")
async def test_both_principals_answer_and_the_register_has_its_number(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    assert filing.state == "verifying"
    assert [c.mobile for c in filing.challenges] == ["138****2345", "170****5678"]
    await journey.carry()

    first = await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert (first.verdict, first.others) == (Verdict.MET, ("170****5678",))
    last = await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    assert last.verdict is Verdict.ALL_MET

    approved = await journey.approve(filing)
    assert approved.state == "approved"
    number = approved.register_numbers[0]
    assert number == "津ICP备2018000001号"
    entry = await find_registered_subject(desk, number)
    assert [site.number for site in entry.sites] == [f"{number}-1"]
    assert types(approved) == [
        "filing.accepted",
        "message.queued",
        "message.queued",
        "message.sent",
        "message.sent",
        "challenge.met",
        "challenge.met",
        "filing.verified",
        "filing.approved",
    ]


@pytest.mark.rule("R20", "R23")
async def test_the_fifth_wrong_tail_sends_the_filing_back(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    verdicts = [(await journey.answer(TIANJIN, LI.mobile, "000000")).verdict for _ in range(6)]
    assert verdicts == [Verdict.NOT_FOUND] * 4 + [Verdict.FAILED, Verdict.NOT_FOUND]
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "failed")


@pytest.mark.rule("R20", "R24")
async def test_two_hundred_parallel_wrong_tails_count_exactly_five(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    answers = await asyncio.gather(
        *(journey.answer(TIANJIN, LI.mobile, "000000") for _ in range(200))
    )
    assert [a.verdict for a in answers].count(Verdict.FAILED) == 1
    returned = await journey.look(filing)
    assert [event["left"] for event in data_of(returned, "challenge.wrong_tail")] == [4, 3, 2, 1, 0]


@pytest.mark.rule("R11", "R13", "R22", "R23")
async def test_nobody_answers_noon_resends_the_same_code_and_the_filing_expires(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    code = journey.code(LI.mobile)

    clock.turn(timedelta(hours=26, minutes=59))
    assert await work_due_cases(desk) == 0
    clock.turn(timedelta(minutes=1))  # noon of the next day
    assert await work_due_cases(desk) == 1
    assert len(await journey.carry()) == 2
    assert journey.code(LI.mobile) == code
    assert "5日09:00前" in journey.phones[LI.mobile][-1]

    clock.turn(timedelta(hours=21))
    assert await work_due_cases(desk) == 1
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "expired")
    assert {c.state for c in returned.challenges} == {"expired"}

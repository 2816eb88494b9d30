"""Journeys under the later editions: a day, no noon, any field, one portal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heyan.casework.answers.answering import Verdict, ask_again
from heyan.casework.bureau import registering
from heyan.casework.desk import Desk
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.provinces import NATION
from heyan.rules.reading_register import plain_line
from tests.fakes.clock import Clock
from tests.fakes.filings import (
    HAN,
    LI,
    TIANJIN,
    cancel_access,
    cancel_site,
    cancel_subject,
    new_filing,
    registered,
)
from tests.fakes.journeys import CALLER, begin, case_id, code_in

LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)
BEIJING = 110000


@pytest.mark.rule("R11", "R22", "R23")
async def test_after_a_day_without_a_noon_the_filing_goes_back(desk: Desk, clock: Clock) -> None:
    later = replace(desk, edition="pilot-2018-09-10")
    journey = await begin(later)
    filing = await journey.submit(new_filing())
    await journey.carry()
    assert "24小时内" in journey.phones[LI.mobile][0]
    clock.turn(timedelta(hours=23, minutes=59))
    assert await work_due_cases(later) == 0
    assert await journey.carry() == []
    clock.turn(timedelta(minutes=1))
    assert await work_due_cases(later) == 1
    assert (await journey.look(filing)).reason == "expired"


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("edition", "asked"),
    [("pilot-2017", [1, 1, 1]), ("pilot-2018-09-24", [0, 0, 0]), ("national-2020", [1, 1, 0])],
)
async def test_cancellations_ask_whom_the_edition_says(
    desk: Desk, edition: str, asked: list[int]
) -> None:
    journey = await begin(replace(desk, edition=edition))
    provider = journey.provider
    line = plain_line(registered(), {1: provider.name})
    assert await registering.import_subject(desk, line) == ()
    filings = [
        await journey.submit(cancel()) for cancel in (cancel_subject, cancel_site, cancel_access)
    ]
    assert [len(filing.challenges) for filing in filings] == asked
    states = {0: "reviewing", 1: "verifying"}
    assert [filing.state for filing in filings] == [states[count] for count in asked]


@pytest.mark.rule("R20")
async def test_after_five_errors_in_any_field_the_sixth_attempt_fails(desk: Desk) -> None:
    journey = await begin(replace(desk, edition="national-2020"))
    filing = await journey.submit(new_filing())
    await journey.carry()
    wrong = f"{(int(journey.code(LI.mobile)) + 1) % 10**6:06}"
    for code, given in ((wrong, LI_TAIL), ("", "000000"), (wrong, LI_TAIL), (wrong, ""), ("", "1")):
        answered = await journey.answer(NATION.code, LI.mobile, given, code)
        assert answered.verdict is Verdict.NOT_FOUND
    sixth = await journey.answer(NATION.code, LI.mobile, LI_TAIL)
    assert sixth.verdict is Verdict.FAILED
    assert (await journey.look(filing)).reason == "failed"


@pytest.mark.rule("R16", "R18")
async def test_one_portal_finds_the_filings_of_every_province(desk: Desk) -> None:
    journey = await begin(replace(desk, edition="national-2020"))
    here = await journey.submit(new_filing())
    there = await journey.submit(new_filing(province=BEIJING, reference="ORD-2"))
    await journey.carry()
    for person, given in ((LI, LI_TAIL), (HAN, HAN_TAIL)):
        for text in journey.phones[person.mobile]:
            code = text.partition("验证码")[2][:6]
            assert "到beian.localhost核验" in text
            found = await journey.answer(NATION.code, person.mobile, given, code)
            assert found.verdict in {Verdict.MET, Verdict.ALL_MET}
    assert (await journey.look(here)).state == "reviewing"
    assert (await journey.look(there)).state == "reviewing"


@pytest.mark.rule("R16", "R20")
async def test_a_right_answer_is_an_error_nowhere_else(desk: Desk) -> None:
    journey = await begin(replace(desk, edition="national-2020"))
    provinces = (110000, 310000, TIANJIN)
    for province in provinces:
        await journey.submit(new_filing(province=province, reference=f"ORD-{province}"))
    codes = {
        m.key.province: code_in(m.text) for m in await journey.carry() if m.mobile == LI.mobile
    }
    mistyped = await journey.answer(NATION.code, LI.mobile, "000000", codes[310000])
    assert mistyped.verdict is Verdict.NOT_FOUND
    for province in reversed(provinces):
        answered = await journey.answer(NATION.code, LI.mobile, LI_TAIL, codes[province])
        assert answered.verdict is Verdict.MET
    async with desk.database.read() as tx:
        errors = await tx.fetch("select province, wrong_tails from challenges where n = 1")
    assert {row["province"]: row["wrong_tails"] for row in errors} == {
        110000: 0,
        310000: 1,
        TIANJIN: 0,
    }


@pytest.mark.rule("R20", "R24", "R25")
@pytest.mark.parametrize("elsewhere", [BEIJING, TIANJIN])
async def test_the_code_of_a_case_whose_time_is_over_is_an_error_in_the_others(
    desk: Desk, clock: Clock, elsewhere: int
) -> None:
    journey = await begin(replace(desk, edition="national-2020"))
    early = await journey.submit(new_filing())
    await journey.carry()
    clock.turn(timedelta(hours=1))
    late = await journey.submit(new_filing(province=elsewhere, reference="ORD-2"))
    codes = {m.key.case: code_in(m.text) for m in await journey.carry() if m.mobile == LI.mobile}
    clock.turn(timedelta(hours=23))  # and the clockwork has not come by
    of_the_early = code_in(journey.phones[LI.mobile][0])
    for _ in range(2):
        answered = await journey.answer(NATION.code, LI.mobile, LI_TAIL, of_the_early)
        assert answered.verdict is Verdict.NOT_FOUND
    assert (await journey.look(early)).reason == "expired"
    async with desk.database.read() as tx:
        errors = await tx.fetchval(
            "select wrong_tails from challenges where n = 1 and number = $1", case_id(late).number
        )
    assert errors == 2
    (code,) = codes.values()
    assert (await journey.answer(NATION.code, LI.mobile, LI_TAIL, code)).verdict is Verdict.MET


@pytest.mark.rule("R12")
async def test_the_national_edition_sends_again_twice_a_case(desk: Desk, clock: Clock) -> None:
    journey = await begin(replace(desk, edition="national-2020"))
    await journey.submit(new_filing())
    await journey.carry()
    sent = 0
    for _ in range(4):
        clock.turn(timedelta(minutes=2))
        await ask_again(journey.desk, NATION.code, LI.mobile, LI_TAIL, CALLER)
        sent += len(await journey.carry())
    assert sent == 2


async def test_a_case_ends_under_the_edition_it_began_with(desk: Desk, clock: Clock) -> None:
    dated = replace(desk, edition="by-date")
    journey = await begin(dated)
    clock.now = datetime(2018, 9, 9, 12, 0, tzinfo=UTC)
    filing = await journey.submit(new_filing())
    await journey.carry()
    clock.now = datetime(2018, 9, 10, 13, 0, tzinfo=UTC)
    await work_due_cases(dated)
    after = await journey.look(filing)
    assert (after.edition, after.state) == ("pilot-2017", "verifying")
    second = await journey.submit(new_filing(reference="ORD-2"))
    assert second.edition == "pilot-2018-09-10"
    answered = await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert answered.verdict is Verdict.MET

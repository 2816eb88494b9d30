"""A provider corrects the number of an open challenge (R8)."""

from datetime import timedelta

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.desk import Desk
from heyan.casework.filings.correcting import correct_number
from heyan.casework.filings.lookups import find_registered_subject
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.refusals import (
    BadMobile,
    MovedOn,
    NoMoreCorrections,
    NoSuchChallenge,
    NoSuchFiling,
    NumberInCase,
    SameNumber,
)
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id, data_of

LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)
NEW = "13912345678"


@pytest.mark.rule("R8", "R6")
async def test_the_old_code_dies_and_the_new_number_has_its_own_code_and_full_time(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    old = journey.code(LI.mobile)
    await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    clock.turn(timedelta(hours=47))

    corrected = await correct_number(desk, journey.provider, case_id(filing), 1, f"+86 {NEW}")

    assert corrected.challenges[0].mobile == "139****5678"
    assert data_of(corrected, "challenge.corrected") == [{"challenge": 1, "left": 1}]
    assert [message.mobile for message in await journey.carry()] == [NEW]
    assert "48小时内" in journey.phones[NEW][0]
    dead = await journey.answer(TIANJIN, LI.mobile, LI_TAIL, old)
    assert dead.verdict is Verdict.NOT_FOUND
    clock.turn(timedelta(hours=47))  # the old number's time would be long over
    await work_due_cases(desk)
    assert (await journey.answer(TIANJIN, NEW, LI_TAIL)).verdict is Verdict.ALL_MET
    approved = await journey.approve(filing)
    entry = await find_registered_subject(desk, approved.register_numbers[0])
    assert entry.mobile == "139****5678"


@pytest.mark.rule("R8")
async def test_a_message_for_the_old_number_that_has_not_left_is_dropped(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await correct_number(desk, journey.provider, case_id(filing), 1, NEW)
    assert {message.mobile for message in await journey.carry()} == {NEW, HAN.mobile}


@pytest.mark.rule("R8", "R4")
async def test_what_cannot_be_corrected_is_refused(desk: Desk) -> None:
    journey = await begin(desk)
    other = await begin(desk, "河西云")
    filing = await journey.submit(new_filing())
    case = case_id(filing)
    for number, refusal in (
        ("12345", BadMobile),
        (LI.mobile, SameNumber),
        (HAN.mobile, NumberInCase),
    ):
        with pytest.raises(refusal):
            await correct_number(desk, journey.provider, case, 1, number)
    with pytest.raises(NoSuchChallenge):
        await correct_number(desk, journey.provider, case, 9, NEW)
    with pytest.raises(NoSuchFiling):
        await correct_number(desk, other.provider, case, 1, NEW)
    await correct_number(desk, journey.provider, case, 1, NEW)
    await correct_number(desk, journey.provider, case, 2, "13912345679")
    with pytest.raises(NoMoreCorrections):
        await correct_number(desk, journey.provider, case, 1, "13912345670")
    await journey.carry()
    await journey.answer(TIANJIN, NEW, LI_TAIL)
    with pytest.raises(MovedOn):
        await correct_number(desk, journey.provider, case, 1, LI.mobile)

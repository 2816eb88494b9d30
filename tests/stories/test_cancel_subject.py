"""注销主体: the subject goes, with all its sites and accesses (验证主体负责人手机号码)."""

from dataclasses import replace

import pytest

from heyan.casework.answers.answering import NOT_FOUND, Verdict
from heyan.casework.bureau.registering import import_subject
from heyan.casework.desk import Desk
from heyan.casework.filings.lookups import find_registered_site, find_registered_subject
from heyan.rules.documents import tail
from heyan.rules.filing import Filing
from heyan.rules.reading_register import plain_line
from heyan.rules.refusals import Faulty, NoSuchEntry, RegisterMoved
from tests.fakes.filings import (
    HAN,
    LI,
    OURS,
    SITE_NUMBER,
    SUBJECT,
    SUBJECT_NUMBER,
    TIANJIN,
    cancel_site,
    cancel_subject,
    new_filing,
    registered,
)
from tests.fakes.journeys import Journey, begin

LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    begun = await begin(desk)
    assert await import_subject(desk, plain_line(registered(), {OURS: begun.provider.name})) == ()
    return begun


@pytest.mark.rule("R3", "R28")
async def test_the_subject_s_principal_answers_and_all_of_it_ends(journey: Journey) -> None:
    filing = await journey.submit(cancel_subject())
    await journey.carry()
    assert list(journey.phones) == [LI.mobile]
    assert f"核验{SUBJECT.name}的备案" in journey.phones[LI.mobile][-1]
    assert await journey.answer(TIANJIN, LI.mobile, HAN_TAIL) == NOT_FOUND
    assert (await journey.answer(TIANJIN, LI.mobile, LI_TAIL)).verdict is Verdict.ALL_MET
    await journey.approve(filing)
    with pytest.raises(NoSuchEntry):
        await find_registered_subject(journey.desk, SUBJECT_NUMBER)
    with pytest.raises(NoSuchEntry):
        await find_registered_site(journey.desk, SITE_NUMBER)
    with pytest.raises(Faulty):
        await journey.submit(cancel_subject("AGAIN"))


@pytest.mark.rule("R28")
async def test_what_ended_under_way_can_no_longer_be_judged(journey: Journey) -> None:
    site = await journey.submit(cancel_site())
    subject = await journey.submit(cancel_subject())
    await journey.carry()
    await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    await journey.approve(subject)
    with pytest.raises(RegisterMoved):
        await journey.approve(site)


@pytest.mark.rule("R28")
async def test_the_number_of_a_cancelled_subject_is_not_given_again(journey: Journey) -> None:
    async def prove(filing: Filing) -> str:
        submitted = await journey.submit(filing)
        for message in await journey.carry():
            tail = LI_TAIL if message.mobile == LI.mobile else HAN_TAIL
            await journey.answer(TIANJIN, message.mobile, tail)
        return (await journey.approve(submitted)).register_numbers[0]

    first = await prove(new_filing())
    assert await prove(replace(cancel_subject(), subject_number=first)) == first
    assert (first, await prove(new_filing())) == ("津ICP备2018000001号", "津ICP备2018000002号")

"""注销主体: 验证主体负责人手机号码."""

import pytest

from heyan.casework.answering import Verdict
from heyan.casework.intake import withdraw_filing
from heyan.casework.lookups import find_registered_site, find_registered_subject
from heyan.casework.reviewing import reject
from heyan.rules.documents import tail
from heyan.rules.refusals import NoSuchEntry
from tests.fakes.filings import (
    HAN,
    LI,
    SITE_NUMBER,
    SUBJECT_NUMBER,
    TIANJIN,
    cancel_subject,
    new_filing,
)
from tests.fakes.journeys import Journey, case_id
from tests.fakes.register import entered, refused, verify

LI_TAIL = tail(LI.document.number)


@pytest.mark.rule("R3", "R5", "R28")
async def test_the_subjects_principal_proves_the_number_and_all_of_it_is_gone(
    journey: Journey,
) -> None:
    filing = await verify(journey, cancel_subject(), LI)
    assert journey.phones.keys() == {LI.mobile}, "neither the site's nor a second number"
    approved = await journey.approve(filing)
    assert approved.register_numbers == (SUBJECT_NUMBER,)
    with pytest.raises(NoSuchEntry):
        await find_registered_subject(journey.desk, SUBJECT_NUMBER)
    with pytest.raises(NoSuchEntry):
        await find_registered_site(journey.desk, SITE_NUMBER)
    assert await refused(journey, cancel_subject("AGAIN")) == ["no_such_subject"]


@pytest.mark.rule("R28")
async def test_who_files_anew_afterwards_gets_a_number_never_given_before(
    journey: Journey,
) -> None:
    await journey.approve(await verify(journey, cancel_subject(), LI))
    filed = await journey.approve(await verify(journey, new_filing(), LI, HAN))
    assert filed.register_numbers[0] == "津ICP备2018000001号"


@pytest.mark.rule("R29")
async def test_when_the_bureau_says_no_everything_stays(journey: Journey) -> None:
    filing = await verify(journey, cancel_subject(), LI)
    officer = await journey.officer(TIANJIN)
    rejected = await reject(journey.desk, officer, case_id(filing), "主体仍有未结案件")
    assert (rejected.state, rejected.note) == ("rejected", "主体仍有未结案件")
    assert [site.number for site in (await entered(journey.desk)).sites] == [SITE_NUMBER]


@pytest.mark.rule("R19", "R24")
async def test_after_withdrawal_the_code_finds_no_record_and_everything_stays(
    journey: Journey,
) -> None:
    filing = await journey.submit(cancel_subject())
    await journey.carry()
    await withdraw_filing(journey.desk, journey.provider, case_id(filing))
    answered = await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert answered.verdict is Verdict.NOT_FOUND
    assert (await journey.look(filing)).state == "withdrawn"
    assert (await entered(journey.desk)).number == SUBJECT_NUMBER

"""新增接入备案: 验证网站负责人手机号码."""

from dataclasses import replace

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.desk import Desk
from heyan.rules.documents import tail
from heyan.rules.phone import Mobile
from tests.fakes.filings import HAN, LI, SITE, SITE_NUMBER, TIANJIN, change, new_access
from tests.fakes.journeys import Journey, begin
from tests.fakes.register import entered, refused, verify

NEW_NUMBER = Mobile("18622212345")


@pytest.fixture
async def other(desk: Desk, journey: Journey) -> Journey:
    """河西云, to which the customer comes with a site that 海河云 carries."""
    assert journey.provider.name == "海河云"
    return await begin(desk, "河西云")


@pytest.mark.rule("R3", "R28")
async def test_the_code_goes_to_the_registered_number_and_both_carry_the_site(
    other: Journey,
) -> None:
    filing = await verify(other, new_access(), HAN)
    assert other.phones.keys() == {HAN.mobile}
    approved = await other.approve(filing)
    assert approved.register_numbers == (SITE_NUMBER,)
    (site,) = (await entered(other.desk)).sites
    assert [access.provider for access in site.accesses] == ["海河云", "河西云"]


@pytest.mark.rule("R7")
async def test_stating_the_registered_number_is_fine_and_another_is_not(other: Journey) -> None:
    assert await refused(other, new_access(NEW_NUMBER)) == ["number_differs"]
    assert await refused(other, new_access(NEW_NUMBER, HAN.mobile)) == ["number_differs"]
    assert (await other.submit(new_access(HAN.mobile, NEW_NUMBER))).state == "verifying"


@pytest.mark.rule("R6", "R7")
async def test_who_has_a_new_number_changes_it_through_the_present_provider_first(
    journey: Journey, other: Journey
) -> None:
    moved = replace(HAN, mobiles=(NEW_NUMBER,))
    changed = await verify(journey, change(site=replace(SITE, principal=moved)), moved)
    await journey.approve(changed)
    await verify(other, new_access(NEW_NUMBER), moved)
    assert other.phones.keys() == {NEW_NUMBER}


@pytest.mark.rule("R9", "R19")
async def test_two_filings_of_one_number_have_codes_of_their_own(
    journey: Journey, other: Journey
) -> None:
    one = await journey.submit(change(site=replace(SITE, name="海河日报")))
    await journey.carry()
    two = await other.submit(new_access())
    await other.carry()
    number = tail(HAN.document.number)
    assert journey.code(HAN.mobile) != other.code(HAN.mobile)
    answered = await other.answer(TIANJIN, HAN.mobile, number)
    assert answered.verdict is Verdict.ALL_MET
    assert (await journey.look(one)).state == "verifying"
    assert (await other.look(two)).state == "reviewing"


@pytest.mark.rule("R19", "R21")
async def test_the_subjects_principal_cannot_answer_for_the_site(other: Journey) -> None:
    await other.submit(new_access())
    await other.carry()
    lis = tail(LI.document.number)
    for mobile in (LI.mobile, HAN.mobile):
        answered = await other.answer(TIANJIN, mobile, lis, other.code(HAN.mobile))
        assert answered.verdict is Verdict.NOT_FOUND

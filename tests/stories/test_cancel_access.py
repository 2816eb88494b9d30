"""取消接入: 验证网站负责人手机号码."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.timing import work_due_cases
from tests.fakes.clock import Clock
from tests.fakes.filings import (
    HAN,
    LI,
    SITE,
    SITE_NUMBER,
    SUBJECT_NUMBER,
    ZHAO,
    cancel_access,
    cancel_site,
    new_access,
    new_site,
)
from tests.fakes.journeys import Journey, begin
from tests.fakes.register import entered, refused, verify


@pytest.mark.rule("R3", "R5", "R28")
async def test_the_sites_principal_proves_the_number_and_the_site_is_a_shell(
    journey: Journey,
) -> None:
    filing = await verify(journey, cancel_access(), HAN)
    assert journey.phones.keys() == {HAN.mobile}, "the subject's principal is not asked"
    approved = await journey.approve(filing)
    assert approved.register_numbers == (SITE_NUMBER,)
    (site,) = (await entered(journey.desk)).sites
    assert (site.name, site.shell, site.accesses) == ("海河新闻", True, ())


@pytest.mark.rule("R28")
async def test_a_site_that_another_provider_carries_too_is_no_shell(journey: Journey) -> None:
    other = await begin(journey.desk, "河西云")
    await other.approve(await verify(other, new_access(), HAN))
    await journey.approve(await verify(journey, cancel_access(), HAN))
    (site,) = (await entered(journey.desk)).sites
    assert [access.provider for access in site.accesses] == ["河西云"]


@pytest.mark.rule("R7")
async def test_only_who_carries_the_site_can_cancel_its_access(journey: Journey) -> None:
    other = await begin(journey.desk, "河西云")
    assert await refused(other, cancel_access()) == ["not_your_access"]


@pytest.mark.rule("R7")
async def test_a_shell_site_with_a_new_number_is_cancelled_and_filed_as_a_new_site(
    journey: Journey,
) -> None:
    await journey.approve(await verify(journey, cancel_access("ONE"), HAN))
    assert await refused(journey, new_access(*ZHAO.mobiles)) == ["number_differs_shell"]

    await journey.approve(await verify(journey, cancel_site("TWO"), HAN))
    with_new_number = replace(SITE, principal=ZHAO)
    filing = await verify(journey, new_site(with_new_number, reference="THREE"), ZHAO)
    approved = await journey.approve(filing)
    assert approved.register_numbers == (f"{SUBJECT_NUMBER}-2",)
    (site,) = (await entered(journey.desk)).sites
    assert (site.mobile, site.shell) == ("189****5678", False)


@pytest.mark.rule("R23")
async def test_unanswered_for_48_hours_it_goes_back_and_the_access_stays(
    journey: Journey, clock: Clock
) -> None:
    filing = await journey.submit(cancel_access())
    await journey.carry()
    clock.turn(timedelta(hours=48))
    await work_due_cases(journey.desk)
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "expired")
    assert not (await entered(journey.desk)).sites[0].shell
    assert LI.mobile not in journey.phones

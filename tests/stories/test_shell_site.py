"""空壳网站: without a provider to change its number through, it is cancelled and filed anew."""

from dataclasses import replace

import pytest

from tests.fakes.filings import (
    HAN,
    SITE,
    SUBJECT_NUMBER,
    ZHAO,
    cancel_access,
    cancel_site,
    change,
    new_access,
    new_site,
)
from tests.fakes.journeys import Journey
from tests.fakes.register import entered, refused, verify


@pytest.mark.rule("R7", "R28")
async def test_a_shell_site_with_a_new_number_is_cancelled_and_filed_as_a_new_site(
    journey: Journey,
) -> None:
    await journey.approve(await verify(journey, cancel_access("ONE"), HAN))
    with_new_number = replace(SITE, principal=ZHAO)
    assert await refused(journey, new_access(*ZHAO.mobiles)) == ["number_differs_shell"]
    assert await refused(journey, change(site=with_new_number)) == ["not_your_access"]

    await journey.approve(await verify(journey, cancel_site("TWO"), HAN))
    filing = await verify(journey, new_site(with_new_number, reference="THREE"), ZHAO)
    approved = await journey.approve(filing)
    assert approved.register_numbers == (f"{SUBJECT_NUMBER}-2",)
    (site,) = (await entered(journey.desk)).sites
    assert (site.mobile, site.shell) == ("189****5678", False)


@pytest.mark.rule("R7", "R28")
async def test_a_shell_site_whose_number_still_serves_gets_a_new_access(journey: Journey) -> None:
    await journey.approve(await verify(journey, cancel_access("ONE"), HAN))
    await journey.approve(await verify(journey, new_access(HAN.mobile), HAN))
    (site,) = (await entered(journey.desk)).sites
    assert [access.provider for access in site.accesses] == ["海河云"]

"""An older change writes over nothing that a newer one has changed (R28)."""

from dataclasses import replace

import pytest

from heyan.casework.desk import Desk
from heyan.casework.filings.lookups import find_registered_site, find_registered_subject
from heyan.rules.refusals import RegisterMoved
from tests.fakes.filings import HAN, LI, SITE, SITE_NUMBER, SUBJECT, SUBJECT_NUMBER, change
from tests.fakes.journeys import Journey, begin
from tests.fakes.register import enter, verify

RENAMED = replace(SITE, name="海河晚报")
MOVED = replace(SUBJECT, address="天津市河西区友谊路1号")


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    journey = await begin(desk)
    await enter(desk, journey.provider)
    return journey


@pytest.mark.rule("R3", "R28")
async def test_changes_of_different_parts_are_approved_in_any_order(journey: Journey) -> None:
    older = await verify(journey, change(site=RENAMED), HAN)
    newer = await verify(journey, change(subject=MOVED, reference="NEWER"), LI)
    await journey.approve(newer)
    await journey.approve(older)
    site = await find_registered_site(journey.desk, SITE_NUMBER)
    subject = await find_registered_subject(journey.desk, SUBJECT_NUMBER)
    assert site.name == RENAMED.name
    assert subject.name == MOVED.name


@pytest.mark.rule("R28")
async def test_a_change_of_what_has_changed_since_is_not_approved(journey: Journey) -> None:
    older = await verify(journey, change(subject=replace(SUBJECT, name="天津旧名公司")), LI)
    newer = await verify(journey, change(subject=MOVED, reference="NEWER"), LI)
    await journey.approve(newer)
    with pytest.raises(RegisterMoved):
        await journey.approve(older)

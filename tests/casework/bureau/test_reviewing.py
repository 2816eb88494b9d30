"""The bureau judges what has been verified, in its own province, once."""

from dataclasses import replace

import pytest

from heyan.casework.bureau import reviewing
from heyan.casework.bureau.reviewing import list_reviews, reject
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.intake import withdraw_filing
from heyan.rules.documents import tail
from heyan.rules.filing import SiteEntry
from heyan.rules.ids import CaseId
from heyan.rules.phone import Mobile
from heyan.rules.refusals import (
    BadCursor,
    MovedOn,
    NeedsReason,
    NoSuchEntry,
    NoSuchFiling,
    RegisterMoved,
)
from tests.fakes.filings import (
    HAN,
    LI,
    SITE,
    SITE_NUMBER,
    SUBJECT_NUMBER,
    TIANJIN,
    ZHAO,
    cancel_access,
    cancel_site,
    cancel_subject,
    change,
    new_access,
    new_filing,
    new_site,
)
from tests.fakes.journeys import Journey, begin, case_id
from tests.fakes.register import enter, entered, verify

BEIJING_CITY = 110000  # no pilot province: a filing waits for its verdict at once


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    journey = await begin(desk)
    await enter(desk, journey.provider)
    return journey


async def test_an_officer_sees_what_waits_in_the_province_whole_and_oldest_first(
    journey: Journey,
) -> None:
    filings = [
        await journey.submit(new_filing(province=BEIJING_CITY, reference=reference))
        for reference in ("ONE", "TWO", "THREE")
    ]
    officer = await journey.officer(BEIJING_CITY)
    first = await list_reviews(journey.desk, officer, limit=2)
    rest = await list_reviews(journey.desk, officer, after=first.next, limit=2)
    assert [view.id for view in (*first.items, *rest.items)] == [each.id for each in filings]
    assert rest.next is None
    (view, _) = first.items
    assert (view.provider, view.verified_at) == ("海河云", view.submitted_at)
    assert view.filing is not None
    assert view.filing["subject"]["principal"]["name"] == "李海"
    elsewhere = await list_reviews(journey.desk, await journey.officer(TIANJIN))
    assert elsewhere.items == []


@pytest.mark.parametrize("cursor", ["", "12-1", "11", "11-x", "999999"])
async def test_a_cursor_of_another_province_or_of_nobody_is_refused(
    journey: Journey, cursor: str
) -> None:
    with pytest.raises(BadCursor):
        await list_reviews(journey.desk, await journey.officer(BEIJING_CITY), after=cursor)


@pytest.mark.rule("R2")
async def test_nothing_is_judged_before_every_number_has_been_met(journey: Journey) -> None:
    filing = await journey.submit(new_filing())
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number))
    officer = await journey.officer(TIANJIN)
    assert (await list_reviews(journey.desk, officer)).items == []
    with pytest.raises(MovedOn):
        await journey.approve(filing)
    with pytest.raises(MovedOn):
        await reject(journey.desk, officer, case_id(filing), "未核验")


@pytest.mark.rule("R29")
async def test_a_rejection_goes_back_with_its_reason_and_writes_nothing(journey: Journey) -> None:
    filing = await verify(journey, change(site=replace(SITE, name="海河日报")), HAN)
    officer = await journey.officer(TIANJIN)
    with pytest.raises(NeedsReason):
        await reject(journey.desk, officer, case_id(filing), " \n ")
    rejected = await reject(journey.desk, officer, case_id(filing), " 网站名称不规范 ")
    assert (rejected.state, rejected.note) == ("rejected", "网站名称不规范")
    assert (await entered(journey.desk)).sites[0].name == "海河新闻"


@pytest.mark.rule("R24")
async def test_a_verdict_is_given_once(journey: Journey) -> None:
    approved = await journey.submit(new_filing(province=BEIJING_CITY))
    await journey.approve(approved)
    withdrawn = await journey.submit(new_filing(province=BEIJING_CITY, reference="TWO"))
    await withdraw_filing(journey.desk, journey.provider, case_id(withdrawn))
    officer = await journey.officer(BEIJING_CITY)
    for filing in (approved, withdrawn):
        with pytest.raises(MovedOn):
            await journey.approve(filing)
        with pytest.raises(MovedOn):
            await reject(journey.desk, officer, case_id(filing), "不合格")


async def test_an_officer_of_another_province_does_not_even_learn_that_there_is_a_filing(
    journey: Journey,
) -> None:
    filing = await journey.submit(new_filing(province=BEIJING_CITY))
    stranger = await journey.officer(TIANJIN)
    with pytest.raises(NoSuchFiling):
        await reviewing.approve(journey.desk, stranger, case_id(filing))
    unknown = replace(case_id(filing), province=TIANJIN, number=999_999)
    with pytest.raises(NoSuchFiling):
        await reject(journey.desk, stranger, unknown, "不合格")


@pytest.mark.rule("R28")
async def test_sites_are_numbered_on_from_the_last_that_was_ever_given(journey: Journey) -> None:
    for n in (2, 3):
        site = replace(SITE, domains=(f"site{n}.example",))
        filing = await verify(journey, new_site(site, reference=f"SITE-{n}"), HAN)
        assert (await journey.approve(filing)).register_numbers == (f"{SUBJECT_NUMBER}-{n}",)
        number = SiteEntry(number=f"{SUBJECT_NUMBER}-{n}")
        ended = replace(cancel_site(f"END-{n}"), sites=(number,))
        await journey.approve(await verify(journey, ended, HAN))
    assert [site.number for site in (await entered(journey.desk)).sites] == [SITE_NUMBER]


@pytest.mark.rule("R28")
async def test_what_a_filing_builds_on_may_be_gone_when_it_is_judged(journey: Journey) -> None:
    stale = await verify(journey, new_access(), HAN)
    await journey.approve(await verify(journey, cancel_subject(), LI))
    with pytest.raises(NoSuchEntry):
        await lookups.find_registered_subject(journey.desk, SUBJECT_NUMBER)
    with pytest.raises(RegisterMoved):
        await journey.approve(stale)
    assert (await journey.look(stale)).state == "reviewing", "the officer can still reject it"


@pytest.mark.rule("R2", "R6")
async def test_a_number_that_changed_meanwhile_has_to_be_proved_by_a_new_filing(
    journey: Journey,
) -> None:
    stale = await verify(journey, cancel_access(), HAN)
    moved = replace(HAN, mobiles=(Mobile("18622212345"),))
    changed = await verify(journey, change(site=replace(SITE, principal=moved)), moved)
    await journey.approve(changed)
    with pytest.raises(RegisterMoved):
        await journey.approve(stale)


@pytest.mark.rule("R7")
async def test_a_change_does_not_bring_back_an_access_that_ended_meanwhile(
    journey: Journey,
) -> None:
    stale = await verify(journey, change(site=replace(SITE, name="海河日报")), HAN)
    await journey.approve(await verify(journey, cancel_access(), HAN))
    with pytest.raises(RegisterMoved):
        await journey.approve(stale)
    (site,) = (await entered(journey.desk)).sites
    assert (site.name, site.shell) == ("海河新闻", True)


async def test_the_same_change_filed_twice_may_be_approved_twice(journey: Journey) -> None:
    renamed = replace(SITE, name="海河日报")
    for reference in ("ONE", "TWO"):
        await journey.submit(change(site=renamed, reference=reference))
        await journey.carry()
        await journey.answer(TIANJIN, HAN.mobile, tail(HAN.document.number))
    officer = await journey.officer(TIANJIN)
    for view in (await list_reviews(journey.desk, officer)).items:
        case = CaseId.read(view.id)
        assert case is not None
        assert (await reviewing.approve(journey.desk, officer, case)).state == "approved"


@pytest.mark.rule("R28")
async def test_changed_data_replace_old_data(journey: Journey) -> None:
    renamed = replace(SITE, name="海河日报", principal=ZHAO)
    filing = await verify(journey, change(site=renamed), ZHAO)
    approved = await journey.approve(filing)
    assert approved.register_numbers == (SITE_NUMBER,)
    (site,) = (await entered(journey.desk)).sites
    assert (site.name, site.principal, site.mobile) == ("海河日报", "赵*", "189****5678")

from datetime import timedelta

import pytest

from heyan.casework.bureau.registering import import_subject
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.intake import withdraw_filing
from heyan.casework.filings.lookups import find_filing, list_filings, read_feed
from heyan.casework.people import Provider, add_provider
from heyan.rules.ids import CaseId
from heyan.rules.reading_register import plain_line
from heyan.rules.refusals import BadCursor, BadFilter, NoSuchEntry, NoSuchFiling
from tests.fakes.clock import Clock
from tests.fakes.filings import OURS, SITE_NUMBER, SUBJECT_NUMBER, TIANJIN, new_filing, registered
from tests.fakes.journeys import Journey, begin, case_id

PROVINCES = (620000, TIANJIN, 110000)


async def submit(journey: Journey, count: int) -> list[str]:
    """Submit filings in several provinces; return their ids in the order of lists."""
    filings = [
        await journey.submit(new_filing(province=province, reference=f"A-{n}-{province}"))
        for n in range(count)
        for province in PROVINCES
    ]
    return [str(case) for case in sorted(case_id(filing) for filing in filings)]


async def read_on(desk: Desk, provider: Provider, limit: int) -> list[str]:
    """Read a whole list page by page."""
    seen: list[str] = []
    after = None
    while True:
        page = await list_filings(desk, provider, after=after, limit=limit)
        assert len(page.items) <= limit
        seen += [item.id for item in page.items]
        if page.next is None:
            return seen
        after = page.next


async def test_a_list_gives_each_filing_once_whatever_the_page(desk: Desk) -> None:
    journey = await begin(desk)
    ids = await submit(journey, 3)
    for limit in (1, 2, 3, 8, 9, 10):
        assert await read_on(desk, journey.provider, limit) == ids


async def test_a_list_is_narrowed_by_state_and_reference(desk: Desk) -> None:
    journey = await begin(desk)
    await submit(journey, 1)
    reviewing = await list_filings(desk, journey.provider, state="reviewing")
    assert [item.province for item in reviewing.items] == ["110000"]
    named = await list_filings(desk, journey.provider, reference="A-0-620000")
    assert [item.reference for item in named.items] == ["A-0-620000"]
    for nothing in ("nothing", "", "\x00", "\ud800"):
        assert (await list_filings(desk, journey.provider, reference=nothing)).items == []
    with pytest.raises(BadFilter):
        await list_filings(desk, journey.provider, state="open")
    with pytest.raises(BadCursor):
        await list_filings(desk, journey.provider, after="12")


async def test_a_provider_sees_its_own_filings_only(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    other, _ = await add_provider(desk, "另一家")
    assert (await list_filings(desk, other)).items == []
    assert (await read_feed(desk, other)).items == []
    with pytest.raises(NoSuchFiling):
        await find_filing(desk, other, case_id(filing))
    with pytest.raises(NoSuchFiling):
        await find_filing(desk, journey.provider, CaseId(620000, case_id(filing).number))
    assert (await find_filing(desk, None, case_id(filing))).id == filing.id


@pytest.mark.rule("R27")
async def test_the_feed_tells_every_event_once_while_more_happens(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    told: list[str] = []
    cursor = None
    for n in range(4):
        clock.turn(timedelta(minutes=1))
        for province in PROVINCES:
            await journey.submit(new_filing(province=province, reference=f"{n}-{province}"))
        await journey.carry()
        page = await read_feed(desk, journey.provider, after=cursor, limit=5)
        cursor = page.next
        told += [event.id for event in page.items]
    while (page := await read_feed(desk, journey.provider, after=cursor, limit=5)).items:
        cursor = page.next
        told += [event.id for event in page.items]
    assert len(told) == len(set(told))
    async with desk.database.read() as tx:
        rows = await tx.fetch("select province, seq from trail")
    assert set(told) == {str(CaseId(row["province"], row["seq"])) for row in rows}


@pytest.mark.rule("R27")
async def test_the_feed_is_in_the_order_of_each_filing_though_the_clock_goes_back(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    clock.turn(-timedelta(hours=1))
    await withdraw_filing(desk, journey.provider, case_id(filing))
    cursor, told = None, []
    for _ in range(4):
        page = await read_feed(desk, journey.provider, after=cursor, limit=1)
        cursor = page.next
        told += [event.type for event in page.items]
    assert told == ["filing.accepted", "message.queued", "message.queued", "filing.withdrawn"]


@pytest.mark.rule("R27")
async def test_the_end_of_the_feed_is_a_cursor_to_wait_at(desk: Desk) -> None:
    journey = await begin(desk)
    empty = await read_feed(desk, journey.provider)
    assert empty.items == []
    await journey.submit(new_filing())
    page = await read_feed(desk, journey.provider, after=empty.next)
    assert len(page.items) == 3
    end = await read_feed(desk, journey.provider, after=page.next)
    assert (end.items, end.next) == ([], page.next)


@pytest.mark.rule("R27")
@pytest.mark.parametrize("cursor", ["x", "12", "12:", ":1", "12:1;", "1:1", "12:-1", "12:1..", "٣"])
async def test_a_cursor_that_this_feed_did_not_give_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await read_feed(desk, Provider(1, "x"), after=cursor)


@pytest.mark.rule("R28")
async def test_the_register_is_shown_masked(desk: Desk) -> None:
    journey = await begin(desk)
    assert await import_subject(desk, plain_line(registered(), {OURS: journey.provider.name})) == ()
    subject = await lookups.find_registered_subject(desk, SUBJECT_NUMBER)
    assert (subject.name, subject.principal, subject.mobile) == (
        "天津海河科技有限公司",
        "李*",
        "138****2345",
    )
    site = await lookups.find_registered_site(desk, SITE_NUMBER)
    assert (site.name, site.principal, site.shell) == ("海河新闻", "韩*", False)
    assert [access.provider for access in site.accesses] == [journey.provider.name]


@pytest.mark.parametrize(
    "number", ["", "x", "津", "津\x00", "津\ud800", "津ICP备2017000009号", SITE_NUMBER, "\x00"]
)
async def test_what_is_not_registered_is_not_found(desk: Desk, number: str) -> None:
    with pytest.raises(NoSuchEntry):
        await lookups.find_registered_subject(desk, number)
    with pytest.raises(NoSuchEntry):
        await lookups.find_registered_site(desk, number)

"""A case whose sealed boxes somebody has damaged holds up nobody else."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.answers.answering import Answered, Verdict
from heyan.casework.bureau import reviewing
from heyan.casework.desk import SICK_LEAVE, Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.views import FilingView
from heyan.casework.messages import sending
from heyan.casework.timing import work_due_cases
from heyan.keys.sealing import UNREADABLE, Broken
from heyan.rules.documents import tail
from heyan.rules.ledger import Accepted, Outgoing, Result
from heyan.rules.phone import Carrier
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, SITE, SUBJECT, TIANJIN, ZHAO, new_filing
from tests.fakes.journeys import ACCOUNT, Journey, begin, carrier_id, case_id

LI_TAIL = tail(LI.document.number)
DAMAGES = {
    "a sealed number": "update challenges set sealed = set_byte(sealed, 40, 0) where number = $1",
    "its cipher": "update challenges set sealed = set_byte(sealed, 0, 9) where number = $1",
    "a cut box": "update challenges set sealed = '\\x01' where number = $1",
    "the data key": "update cases set data_key = set_byte(data_key, 50, 0) where number = $1",
    "no data key left": "update cases set data_key = '' where number = $1",
    "its ring": "update cases set data_key = set_byte(data_key, 1, 200) where number = $1",
}


async def spoil(desk: Desk, filing: FilingView, damage: str = "a sealed number") -> None:
    async with desk.database.transaction() as tx:
        assert await tx.execute(DAMAGES[damage], case_id(filing).number) != "UPDATE 0"


async def sick_and_well(journey: Journey, province: int = TIANJIN) -> tuple[FilingView, FilingView]:
    sick = await journey.submit(new_filing(reference="SICK", province=province))
    return sick, await journey.submit(new_filing(reference="WELL", province=province))


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_case_is_told_apart_and_never_guessed_at(desk: Desk, damage: str) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await spoil(desk, filing, damage)
    with pytest.raises(UNREADABLE):
        await journey.look(filing)


@pytest.mark.rule("R10", "R24")
async def test_its_messages_rest_and_all_others_go(
    desk: Desk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    journey = await begin(desk)
    sick, well = await sick_and_well(journey)
    await spoil(desk, sick)
    carried = await journey.carry()
    assert {message.key.case for message in carried} == {case_id(well).number}
    assert f"{TIANJIN}/{case_id(sick).number}/1/1: its case does not open" in caplog.text
    assert await journey.carry() == []
    clock.turn(SICK_LEAVE)
    assert await journey.carry() == []


@pytest.mark.rule("R20", "R24")
async def test_others_are_answered_expired_listed_and_judged(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    sick, well = await sick_and_well(journey)
    await journey.carry()
    await spoil(desk, sick)
    listed = await lookups.list_filings(desk, journey.provider)
    assert [filing.id for filing in listed.items] == [sick.id, well.id]
    clock.turn(timedelta(hours=48))
    assert await work_due_cases(desk) == 2
    assert (await journey.look(well)).state == "returned"
    assert await work_due_cases(desk) == 0, "the sick one is on leave"
    clock.turn(SICK_LEAVE)
    assert await work_due_cases(desk) == 1


@pytest.mark.rule("R29")
async def test_an_officer_sees_the_others_whole(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    journey = await begin(desk)
    sick, well = await sick_and_well(journey, province=110000)
    async with desk.database.transaction() as tx:
        await tx.execute(
            "update filings set sealed = set_byte(sealed, 40, 0) where number = $1",
            case_id(sick).number,
        )
    page = await reviewing.list_reviews(desk, await journey.officer(110000))
    assert [(view.id, view.filing is None) for view in page.items] == [
        (sick.id, True),
        (well.id, False),
    ]
    assert f"Case {sick.id} does not open" in caplog.text
    assert (await journey.approve(well)).state == "approved"


@pytest.mark.rule("R22")
async def test_results_are_written_down_whether_or_not_the_case_opens(desk: Desk) -> None:
    journey = await begin(desk)
    sick, well = await sick_and_well(journey)
    taken: list[Outgoing] = []
    for carrier in Carrier:
        taken += await sending.take_messages(desk, ACCOUNT, carrier, 10)
    await spoil(desk, sick)
    results = [Result(message.key, Accepted(carrier_id(message))) for message in taken]
    await sending.record_results(desk, ACCOUNT, results)
    async with desk.database.read() as tx:
        rows = await tx.fetch("select distinct number, state from messages order by number")
    both = sorted(case_id(filing).number for filing in (sick, well))
    assert [tuple(row) for row in rows] == [(number, "accepted") for number in both]


@pytest.mark.rule("R19")
async def test_one_sick_case_in_a_batch_spoils_no_answer_of_another(desk: Desk) -> None:
    journey = await begin(desk)
    sick = await journey.submit(new_filing())
    zhao = replace(SITE, principal=ZHAO)
    well = await journey.submit(
        new_filing(zhao, subject=replace(SUBJECT, principal=ZHAO), reference="WELL")
    )
    await journey.carry()
    await spoil(desk, sick)
    first, *rest = await asyncio.gather(
        *(journey.answer(TIANJIN, LI.mobile, LI_TAIL) for _ in range(3)),
        journey.answer(TIANJIN, ZHAO.mobile, tail(ZHAO.document.number)),
        return_exceptions=True,
    )
    assert isinstance(first, Broken)
    assert [type(each) for each in rest] == [Broken, Broken, Answered]
    assert rest[-1] == Answered(Verdict.ALL_MET)
    assert (await journey.look(well)).state == "reviewing"

"""What is due comes in one order, from behind a place on, and never out of other hands."""

from datetime import timedelta

import pytest

from heyan.casework.desk import PROVINCES, Desk
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.store import cases, due_cases
from heyan.store.due_cases import FIRST_PLACE, Place
from tests.conftest import MORNING as NOW
from tests.fakes.filings import TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id

END = NOW + timedelta(hours=48)


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def submit(journey: Journey, filing: Filing | None = None) -> CaseId:
    return case_id(await journey.submit(filing or new_filing()))


async def test_a_case_in_other_hands_is_skipped_when_time_acts(journey: Journey) -> None:
    case = await submit(journey)
    other = await submit(journey, new_filing(reference="OTHER"))
    desk = journey.desk
    async with desk.database.transaction() as mine, desk.database.transaction() as theirs:
        early = END - timedelta(microseconds=1)
        assert await due_cases.provinces_due(mine, PROVINCES, early, {}) == []
        assert await due_cases.provinces_due(mine, PROVINCES, END, {}) == [TIANJIN]
        await cases.lock(mine, desk.sealer, TIANJIN, [case.number])
        due, last = await cases.take_due(theirs, desk.sealer, TIANJIN, END, 10, FIRST_PLACE)
        assert list(due) == [other.number]
        assert last == (END, other.number)


async def test_of_cases_due_at_one_instant_those_behind_a_place_are_taken(
    journey: Journey,
) -> None:
    numbers = [(await submit(journey, new_filing(reference=f"ORD-{n}"))).number for n in range(3)]
    after = Place(END, numbers[0])
    async with journey.desk.database.transaction() as tx:
        rows, last = await due_cases.take(tx, TIANJIN, END, 10, after)
        assert [row["number"] for row in rows] == numbers[1:]
        assert last == (END, numbers[2])
        assert await due_cases.provinces_due(tx, PROVINCES, END, {TIANJIN: after}) == [TIANJIN]
        after = Place(END, numbers[2])
        assert await due_cases.provinces_due(tx, PROVINCES, END, {TIANJIN: after}) == []
        none, last = await cases.take_due(tx, journey.desk.sealer, TIANJIN, END, 10, after)
        assert (none, last) == ({}, after)


async def test_a_case_that_rests_is_due_when_it_has_rested(journey: Journey) -> None:
    case = await submit(journey)
    rested = END + timedelta(hours=1)
    async with journey.desk.database.transaction() as tx:
        await cases.postpone(tx, TIANJIN, [case.number], rested)
        assert await due_cases.take(tx, TIANJIN, END, 10, FIRST_PLACE) == ([], FIRST_PLACE)
        _, last = await due_cases.take(tx, TIANJIN, rested, 10, FIRST_PLACE)
        assert last == (rested, case.number)

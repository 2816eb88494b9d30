"""What waits is read once for everybody who asks at a time."""

import asyncio
from datetime import timedelta

from heyan.casework.desk import Desk
from heyan.casework.keeping.measuring import Measuring, measure, rest_after
from heyan.rules.phone import Carrier
from tests.fakes.clock import Clock
from tests.fakes.filings import new_filing
from tests.fakes.journeys import begin


async def test_queues_cases_and_their_ages_are_told(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.submit(new_filing(reference="ELSEWHERE", province=110000))
    clock.turn(timedelta(seconds=90))
    measured = await measure(desk)
    queue = measured.queues[Carrier.MOBILE, "at_once"]
    assert (queue.count, measured.age(queue)) == (1, 90.0)
    assert measured.queues[Carrier.TELECOM, "later"].count == 0
    assert measured.unanswered == {"taken": 0, "submitted": 0, "unknown": 0}
    assert measured.open_cases == {"verifying": 1, "reviewing": 1}
    assert measured.age(measured.overdue) == 0.0
    clock.turn(timedelta(hours=49))
    late = await measure(desk)
    assert late.overdue.count == 1
    assert late.age(late.overdue) > 3600


async def test_many_who_ask_at_once_cost_one_reading(desk: Desk) -> None:
    measuring = Measuring(desk)
    asked = await asyncio.gather(*(measuring.measure() for _ in range(20)))
    assert asked[0] is not None
    assert all(measured is asked[0] for measured in asked)


def test_a_house_whose_reading_takes_long_is_read_less_often() -> None:
    assert rest_after(0.01) == 10.0
    assert rest_after(2.0) == 40.0


async def test_of_a_database_that_does_not_answer_nothing_is_told(desk: Desk) -> None:
    measuring = Measuring(desk)
    await desk.database.close()
    assert await measuring.measure() is None
    assert desk.database.errors["StoreUnavailable"] == 1

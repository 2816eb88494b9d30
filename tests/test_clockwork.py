"""The clockwork works what is due as soon as the bell rings, and leaves promptly."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from heyan import clockwork
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import withdraw_filing
from heyan.due import Bell
from tests.fakes.clock import Clock
from tests.fakes.filings import new_filing
from tests.fakes.journeys import begin, case_id

BOUND = 20


async def test_a_case_whose_time_is_over_goes_back(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    clock.turn(timedelta(hours=48))
    bell, stop = Bell(), asyncio.Event()
    async with asyncio.timeout(BOUND), asyncio.TaskGroup() as rooms:
        rooms.create_task(clockwork.run(desk, bell, stop))
        while (await journey.look(filing)).state != "returned":
            bell.ring()
            await asyncio.sleep(0)
        stop.set()
    assert (await journey.look(filing)).reason == "expired"


async def test_a_case_that_ended_long_enough_ago_is_erased(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await withdraw_filing(desk, journey.provider, case_id(filing))
    clock.turn(timedelta(days=30))
    keeping, stop = replace(desk, keep=timedelta(days=30)), asyncio.Event()
    async with asyncio.timeout(BOUND), asyncio.TaskGroup() as rooms:
        rooms.create_task(clockwork.run(keeping, Bell(), stop))
        while True:
            if (await journey.look(filing)).erased_at is not None:
                break
        stop.set()

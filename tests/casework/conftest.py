"""A second house on the same database: another process, with a pool and lines of its own."""

from collections.abc import AsyncIterator

import pytest

from heyan.casework.desk import Desk
from heyan.store.database import Database
from tests.casework.sent import Sent, one_number
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk
from tests.fakes.journeys import begin


@pytest.fixture
async def other_desk(database_url: str, clock: Clock) -> AsyncIterator[Desk]:
    opened = await Database.open(database_url, size=8)
    yield build_desk(opened, clock, dice="other dice")
    await opened.close()


@pytest.fixture
async def sent(desk: Desk) -> Sent:
    journey = await begin(desk)
    return Sent(journey, await journey.submit(one_number()))

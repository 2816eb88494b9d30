"""A provider whose customer is in the register already, as most filings find it."""

import pytest

from heyan.casework.desk import Desk
from tests.fakes.journeys import Journey, begin
from tests.fakes.register import enter


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    """海河云 carries 海河新闻, whose subject and site are registered."""
    journey = await begin(desk)
    await enter(desk, journey.provider)
    return journey

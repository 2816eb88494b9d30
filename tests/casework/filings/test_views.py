"""What readers see: it can be written as JSON, and a log that names it tells no filing."""

from typing import Any

import msgspec
import pytest

from heyan.casework.bureau import reviewing
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.views import EventView, FilingSummary, FilingView, Page, SubjectView
from tests.fakes.filings import HAN, LI, new_filing
from tests.fakes.journeys import Journey, begin

BEIJING_CITY = 110000  # no pilot province, so that a filing waits for its verdict at once


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def test_every_view_can_be_written_as_json_and_read_again(journey: Journey) -> None:
    filing = await journey.submit(new_filing(province=BEIJING_CITY))
    approved = await journey.approve(filing)
    number = approved.register_numbers[0]
    views: list[tuple[Any, Any]] = [
        (approved, FilingView),
        (await lookups.find_registered_subject(journey.desk, number), SubjectView),
        (await lookups.list_filings(journey.desk, journey.provider), Page[FilingSummary]),
        (await lookups.read_feed(journey.desk, journey.provider), Page[EventView]),
    ]
    for view, kind in views:
        assert msgspec.json.decode(msgspec.json.encode(view), type=kind) == view


async def test_a_review_that_is_logged_by_accident_does_not_tell_the_filing(
    journey: Journey,
) -> None:
    await journey.submit(new_filing(province=BEIJING_CITY))
    officer = await journey.officer(BEIJING_CITY)
    (review,) = (await reviewing.list_reviews(journey.desk, officer)).items
    assert review.filing is not None
    for person in (LI, HAN):
        assert person.mobile not in repr(review)
        assert person.document.number not in repr(review)

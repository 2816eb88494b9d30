"""What is personal of an event is sealed in the trail, and opened for those who may read it."""

import logging

import pytest

from heyan.casework.bureau import reviewing
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.keys.ring import KeyRing
from heyan.rules.documents import tail
from heyan.rules.ids import CaseId
from heyan.store import trail
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk, loaded_dice
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id, data_of
from tests.fakes.tables import unlock_trail

REASON = "李海的身份证已过期"


@pytest.fixture
async def rejected(desk: Desk) -> Journey:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    for principal in (LI, HAN):
        await journey.answer(TIANJIN, principal.mobile, tail(principal.document.number))
    await reviewing.reject(desk, await journey.officer(TIANJIN), case_id(filing), REASON)
    return journey


@pytest.mark.rule("R29", "R30")
async def test_an_officers_words_are_sealed_in_the_trail_and_told_to_the_provider(
    desk: Desk, rejected: Journey
) -> None:
    async with desk.database.read() as tx:
        *_, last = await trail.stretch(tx, TIANJIN, 0, 100)
    assert last.data["reason"].keys() == {"sealed"}
    feed = await lookups.read_feed(desk, rejected.provider)
    assert feed.items[-1].data == {"reason": REASON}
    (summary,) = (await lookups.list_filings(desk, rejected.provider)).items
    case = CaseId.read(summary.id)
    assert case is not None
    view = await lookups.find_filing(desk, rejected.provider, case)
    assert (view.note, data_of(view, "filing.rejected")) == (REASON, [{"reason": REASON}])


async def test_words_moved_to_another_case_or_under_another_ring_do_not_open(
    desk: Desk, clock: Clock, rejected: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = build_desk(desk.database, clock, ring=KeyRing.drawn(loaded_dice("another")))
    with caplog.at_level(logging.ERROR):
        feed = await lookups.read_feed(stranger, rejected.provider)
    assert feed.items[-1].data == {"reason": None}
    assert "does not open" in caplog.text
    assert REASON not in caplog.text
    async with desk.database.transaction() as tx:
        other = await rejected.submit(new_filing(reference="OTHER"))
        await unlock_trail(tx)
        await tx.execute(
            "update trail set number = $1 where type = 'filing.rejected'", case_id(other).number
        )
    moved = await lookups.find_filing(desk, rejected.provider, case_id(other))
    assert moved.note is None

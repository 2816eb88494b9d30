"""A corrected number is found by its own hash, and the box of its challenge opens."""

from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.casework.filings.correcting import correct_number
from heyan.rules.refusals import MovedOn
from heyan.store import cases
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id, types

NEW = "13912345678"


@pytest.mark.rule("R8", "R9")
async def test_the_case_is_found_by_the_new_number_only(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await correct_number(desk, journey.provider, case_id(filing), 1, NEW)
    async with desk.database.transaction() as tx:
        old = [desk.mobile_hash(LI.mobile)]
        assert await cases.lock_asked(tx, desk.sealer, TIANJIN, old) == {}
        new = [desk.keys.lookup("mobile", NEW)]
        (stored,) = (await cases.lock_asked(tx, desk.sealer, TIANJIN, new)).values()
    assert stored.case.challenges[0].mobile == NEW
    assert stored.case.corrections == 1


@pytest.mark.rule("R8", "R24")
async def test_what_is_late_goes_back_and_is_not_corrected(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    clock.turn(timedelta(hours=48))
    with pytest.raises(MovedOn):
        await correct_number(desk, journey.provider, case_id(filing), 1, NEW)
    seen = await journey.look(filing)
    assert (seen.state, seen.reason) == ("returned", "undeliverable")
    assert types(seen)[-1] == "filing.returned"

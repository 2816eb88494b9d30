"""A corrected number is found by its own hash, and the box of its challenge opens."""

import pytest

from heyan.casework.correcting import correct_number
from heyan.casework.desk import Desk
from heyan.store import cases
from tests.fakes.filings import LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id

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

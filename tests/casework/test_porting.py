"""Numbers that have changed their carrier get their codes from the new one."""

import pytest

from heyan.casework.desk import Desk
from heyan.casework.porting import note_ported
from heyan.rules.phone import Carrier
from tests.fakes.filings import LI, new_filing
from tests.fakes.journeys import begin


@pytest.mark.rule("R14")
async def test_a_message_goes_through_the_carrier_that_serves_the_number_now(desk: Desk) -> None:
    journey = await begin(desk)
    for told, reference in (
        ({LI.mobile: Carrier.UNICOM}, "ONE"),
        ({LI.mobile: Carrier.TELECOM}, "TWO"),
        ({LI.mobile: Carrier.MOBILE}, "THREE"),
    ):
        await note_ported(desk, told)
        filing = await journey.submit(new_filing(reference=reference))
        carriers = [challenge.messages[0].carrier for challenge in filing.challenges]
        assert carriers == [told[LI.mobile], Carrier.VIRTUAL]


async def test_a_note_tells_no_number(desk: Desk) -> None:
    await note_ported(desk, {LI.mobile: Carrier.UNICOM})
    async with desk.database.read() as tx:
        (row,) = await tx.fetch("select ported_numbers::text as line from ported_numbers")
    assert LI.mobile not in row["line"]
    assert LI.mobile.encode().hex() not in row["line"]

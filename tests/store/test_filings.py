"""A filing is kept whole, sealed, and replaced when it is corrected."""

from heyan.casework.desk import Desk
from heyan.rules.writing import canonical
from heyan.store import cases, filings
from tests.fakes.filings import TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id


async def test_a_filing_is_read_as_it_was_submitted_and_as_it_was_corrected(desk: Desk) -> None:
    view = await (await begin(desk)).submit(new_filing())
    case = case_id(view)
    async with desk.database.transaction() as tx:
        stored = (await cases.lock(tx, desk.sealer, TIANJIN, [case.number]))[case.number]
        assert await filings.read_filing(tx, desk.sealer, stored) == canonical(new_filing())
        assert await filings.read_bases(tx, case) == {}
        await filings.replace_filing(tx, desk.sealer, stored, b"{}")
        assert await filings.read_filing(tx, desk.sealer, stored) == b"{}"

"""The register as the filings need it: the subject and site that they name, entered."""

import pytest

from heyan.casework.bureau import registering
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.views import FilingView, SubjectView
from heyan.casework.people import Provider
from heyan.rules.documents import tail
from heyan.rules.filing import Filing, Principal
from heyan.rules.reading_register import plain_line
from heyan.rules.refusals import Faulty
from heyan.rules.register import Registered
from tests.fakes.filings import OURS, SUBJECT_NUMBER, registered
from tests.fakes.journeys import Journey


async def enter(desk: Desk, provider: Provider, entry: Registered | None = None) -> None:
    """Enter a subject whose site the provider carries; `registered()` if none is given."""
    line = plain_line(entry or registered(), {OURS: provider.name})
    faults = await registering.import_subject(desk, line)
    assert faults == ()


async def entered(desk: Desk) -> SubjectView:
    """Look the subject up again."""
    return await lookups.find_registered_subject(desk, SUBJECT_NUMBER)


async def verify(journey: Journey, filing: Filing, *principals: Principal) -> FilingView:
    """Submit a filing and let these principals answer; it must be in review then."""
    view = await journey.submit(filing)
    await journey.carry()
    for principal in principals:
        number = principal.document.number
        await journey.answer(filing.province, principal.mobile, tail(number))
    reached = await journey.look(view)
    assert reached.state == "reviewing"
    return reached


async def refused(journey: Journey, filing: Filing) -> list[str]:
    """Submit a filing that must be refused, and return its faults."""
    with pytest.raises(Faulty) as caught:
        await journey.submit(filing)
    return [fault.code for fault in caught.value.faults]

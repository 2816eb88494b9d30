"""The register as the filings need it: the subject and site that they name, entered."""

from heyan.casework import lookups, registering
from heyan.casework.desk import Desk
from heyan.casework.people import Provider
from heyan.casework.views import SubjectView
from heyan.rules.reading_register import plain_line
from heyan.rules.register import Registered
from tests.fakes.filings import OURS, SUBJECT_NUMBER, registered


async def enter(desk: Desk, provider: Provider, entry: Registered | None = None) -> None:
    """Enter a subject whose site the provider carries; `registered()` if none is given."""
    line = plain_line(entry or registered(), {OURS: provider.name})
    faults = await registering.import_subject(desk, line)
    assert faults == ()


async def entered(desk: Desk) -> SubjectView:
    """Look the subject up again."""
    return await lookups.find_registered_subject(desk, SUBJECT_NUMBER)

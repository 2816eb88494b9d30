"""The help desk is told what it asked wrong."""

import pytest

from heyan.casework.desk import Desk
from heyan.casework.helpdesk import unlock_challenge
from heyan.rules.ids import CaseId
from heyan.rules.refusals import NoSuchChallenge, NoSuchFiling, NotLocked
from tests.fakes.filings import TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id


@pytest.mark.rule("R25")
async def test_what_is_not_locked_or_not_there_is_not_unlocked(desk: Desk) -> None:
    journey = await begin(desk)
    case = case_id(await journey.submit(new_filing()))
    with pytest.raises(NotLocked):
        await unlock_challenge(desk, case, 1)
    with pytest.raises(NoSuchChallenge):
        await unlock_challenge(desk, case, 9)
    with pytest.raises(NoSuchFiling):
        await unlock_challenge(desk, CaseId(TIANJIN, case.number + 1), 1)

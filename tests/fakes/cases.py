"""Cases as the pure rules see them, for tests that need no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from heyan.rules.case import Case, Challenge, challenge_of, open_case
from heyan.rules.challenging import challenges_for
from heyan.rules.editions import PILOT_2017
from heyan.rules.filing import FilingKind
from heyan.rules.ids import CaseId
from heyan.rules.phone import Mobile
from heyan.rules.policy import Demand
from tests.fakes.filings import TIANJIN

OPENED = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)  # nine o'clock in Beijing
FIRST, SECOND = Mobile("13802112345"), Mobile("17012345678")
RIGHT, OTHER, WRONG = "153019", "07282X", "000000"

ASKED = (Demand(FIRST, RIGHT, "subject"), Demand(SECOND, OTHER, "site:0"))


def unopened(*demands: Demand) -> Case:
    """Return a case as intake makes it, with these demands."""
    return Case(
        id=CaseId(TIANJIN, 7),
        provider=1,
        kind=FilingKind.NEW_FILING,
        edition=PILOT_2017,
        opened_at=OPENED,
        challenges=challenges_for(demands, "codes-1"),
    )


def opened(*demands: Demand) -> Case:
    return open_case(unopened(*(demands or ASKED))).case


def accepted(case: Case, after: timedelta = timedelta()) -> Case:
    """Return the case after the carrier has accepted every first message."""
    challenges = tuple(replace(c, accepted_at=OPENED + after) for c in case.challenges)
    return replace(case, challenges=challenges)


def nth(case: Case, n: int) -> Challenge:
    return challenge_of(case, n)

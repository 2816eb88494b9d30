"""A filing on its way, as far as a person at the portal has to do with it."""

from dataclasses import dataclass, replace

from heyan.casework.desk import Desk
from heyan.rules.documents import tail
from heyan.rules.filing import Principal
from tests.fakes.filings import HAN, LI, SITE, SUBJECT, new_filing
from tests.fakes.journeys import Journey, begin


@dataclass(frozen=True)
class Person:
    """What a person at the portal knows."""

    mobile: str
    tail: str
    code: str

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 1_000_000:06}"

    @property
    def wrong_tail(self) -> str:
        return "00000" + ("0" if self.tail[-1] != "0" else "1")


async def submit(
    desk: Desk, subject: Principal = LI, site: Principal = HAN
) -> tuple[Journey, Person, Person]:
    """Submit a new filing of one subject and one site, and read the messages of its two people."""
    journey = await begin(desk)
    await journey.submit(
        new_filing(replace(SITE, principal=site), subject=replace(SUBJECT, principal=subject))
    )
    await journey.carry()
    return journey, person_of(journey, subject), person_of(journey, site)


def person_of(journey: Journey, principal: Principal) -> Person:
    return Person(principal.mobile, tail(principal.document.number), journey.code(principal.mobile))

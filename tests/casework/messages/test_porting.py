"""Numbers that have changed their carrier get their codes from the new one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from heyan.casework.desk import Desk
from heyan.casework.filings.correcting import correct_number
from heyan.casework.messages import porting
from heyan.casework.messages.porting import KEPT, LookUpFailed, note_ported, numbers_in
from heyan.casework.timing import tidy
from heyan.rules.filing import Filing, Principal, SiteEntry
from heyan.rules.phone import Carrier, Mobile
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, ZHAO, new_filing
from tests.fakes.journeys import Journey, begin, case_id


@dataclass
class Service:
    """A look-up service that knows some numbers, and remembers what it was asked."""

    known: Mapping[Mobile, Carrier] = field(default_factory=dict)
    asked: list[Mobile] = field(default_factory=list)
    trouble: Exception | None = None
    silent: bool = False

    async def __call__(self, mobiles: Sequence[Mobile]) -> Mapping[Mobile, Carrier]:
        self.asked += mobiles
        if self.silent:
            await asyncio.Event().wait()
        if self.trouble is not None:
            raise self.trouble
        return {mobile: self.known[mobile] for mobile in mobiles if mobile in self.known}


def filing_of(*people: Principal, reference: str = "ONE") -> Filing:
    sites = [replace(SITE, principal=p, domains=(f"p{n}.example",)) for n, p in enumerate(people)]
    return new_filing(*sites, reference=reference)


async def asking(desk: Desk, service: Service) -> Journey:
    return await begin(replace(desk, look_up=service))


async def carriers(journey: Journey, filing: Filing) -> list[str]:
    view = await journey.submit(filing)
    return [challenge.messages[0].carrier for challenge in view.challenges]


@pytest.mark.rule("R14")
async def test_a_service_is_asked_about_the_numbers_that_a_filing_states(desk: Desk) -> None:
    service = Service({LI.mobile: Carrier.TELECOM, ZHAO.mobile: Carrier.UNICOM})
    journey = await asking(desk, service)
    assert await carriers(journey, filing_of(HAN, ZHAO)) == ["telecom", "virtual", "unicom"]
    assert service.asked == [LI.mobile, ZHAO.mobile], "virtual operators' numbers cannot be ported"


async def test_it_is_asked_about_a_number_once_a_month(desk: Desk, clock: Clock) -> None:
    service = Service({LI.mobile: Carrier.TELECOM})
    journey = await asking(desk, service)
    for reference in ("ONE", "TWO"):
        assert await carriers(journey, filing_of(LI, reference=reference)) == ["telecom"]
    assert service.asked == [LI.mobile]
    clock.turn(KEPT)
    service.known = {LI.mobile: Carrier.UNICOM}
    assert await carriers(journey, filing_of(LI, reference="THREE")) == ["unicom"]
    clock.turn(KEPT * 2)
    await tidy(desk)
    assert await rows(desk) == 0


async def test_what_was_imported_is_not_asked_and_is_kept(desk: Desk, clock: Clock) -> None:
    service = Service({LI.mobile: Carrier.TELECOM})
    journey = await asking(desk, service)
    assert await carriers(journey, filing_of(LI)) == ["telecom"]
    await note_ported(desk, {LI.mobile: Carrier.UNICOM})
    clock.turn(KEPT * 2)
    await tidy(desk)
    assert await carriers(journey, filing_of(LI, reference="TWO")) == ["unicom"]
    assert service.asked == [LI.mobile]


@pytest.mark.parametrize(
    "service", [Service(trouble=LookUpFailed("it answers 500")), Service(silent=True), Service()]
)
async def test_a_service_that_fails_is_late_or_knows_nothing_delays_nobody(
    desk: Desk,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(porting, "PATIENCE", 0.01)
    journey = await asking(desk, service)
    assert await carriers(journey, filing_of(LI)) == ["mobile"]
    assert LI.mobile not in caplog.text


@pytest.mark.rule("R8", "R14")
async def test_a_corrected_number_is_asked_about_too(desk: Desk) -> None:
    service = Service({ZHAO.mobile: Carrier.UNICOM})
    journey = await asking(desk, service)
    filing = await journey.submit(filing_of(HAN))
    view = await correct_number(journey.desk, journey.provider, case_id(filing), 1, ZHAO.mobile)
    assert view.challenges[0].messages[-1].carrier == "unicom"


def test_the_first_number_of_each_person_is_the_one_that_counts() -> None:
    stated = SiteEntry(number="x", mobiles=(ZHAO.mobile, HAN.mobile))
    filing = replace(filing_of(LI), sites=(*filing_of(LI).sites, stated))
    assert list(numbers_in(filing)) == [LI.mobile, LI.mobile, ZHAO.mobile]
    assert list(numbers_in(replace(filing, subject=None, sites=()))) == []


async def rows(desk: Desk) -> int:
    async with desk.database.read() as tx:
        return int(await tx.fetchval("select count(*) from ported_numbers"))


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

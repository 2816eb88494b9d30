"""工信部系统将于第二天中午 12 点重发一次验证码: noon is Beijing's, whatever the host thinks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heyan.casework.desk import Desk
from heyan.casework.timing import work_due_cases
from heyan.rules.calendar import BEIJING
from heyan.rules.documents import tail
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, data_of

SECOND = timedelta(seconds=1)


async def is_resent_at(journey: Journey, clock: Clock, noon: datetime) -> None:
    """Check that both numbers are sent their codes once more, then and not before."""
    clock.set(noon - SECOND)
    assert await work_due_cases(journey.desk) == 0
    assert await journey.carry() == []
    clock.set(noon)
    assert await work_due_cases(journey.desk) == 1
    assert len(await journey.carry()) == 2
    assert await work_due_cases(journey.desk) == 0


@pytest.mark.rule("R11")
@pytest.mark.parametrize(
    "zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu", "Asia/Shanghai"]
)
async def test_noon_is_beijing_s_in_whatever_zone_the_host_writes_its_time(
    desk: Desk, clock: Clock, zone: str
) -> None:
    host = ZoneInfo(zone)
    clock.set(datetime(2018, 9, 3, 23, 30, tzinfo=BEIJING).astimezone(host))
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    await is_resent_at(journey, clock, datetime(2018, 9, 4, 4, tzinfo=UTC).astimezone(host))


@pytest.mark.rule("R11", "R22")
async def test_the_day_after_the_twenty_eighth_of_february_is_the_leap_day(
    desk: Desk, clock: Clock
) -> None:
    clock.set(datetime(2020, 2, 28, 18, 0, tzinfo=BEIJING))
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    await is_resent_at(journey, clock, datetime(2020, 2, 29, 12, 0, tzinfo=BEIJING))
    assert "1日18:00前" in journey.phones[LI.mobile][-1]


@pytest.mark.rule("R11")
async def test_the_year_may_end_between(desk: Desk, clock: Clock) -> None:
    clock.set(datetime(2018, 12, 31, 0, 5, tzinfo=BEIJING))
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    await is_resent_at(journey, clock, datetime(2019, 1, 1, 12, 0, tzinfo=BEIJING))


@pytest.mark.rule("R11", "R13")
async def test_who_has_answered_is_left_in_peace_and_the_code_stays(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    code = journey.code(HAN.mobile)
    await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number))
    clock.set(datetime(2018, 9, 4, 12, 0, tzinfo=BEIJING))
    await work_due_cases(desk)
    assert [message.mobile for message in await journey.carry()] == [HAN.mobile]
    assert journey.code(HAN.mobile) == code
    queued = data_of(await journey.look(filing), "message.queued")
    assert [told["purpose"] for told in queued] == ["first", "first", "noon"]


@pytest.mark.rule("R10", "R11")
async def test_a_first_message_goes_before_all_of_noon_s_in_every_province(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    for n in range(5):
        await journey.submit(new_filing(reference=f"OLD-{n}"))
    await journey.carry()
    clock.set(datetime(2018, 9, 4, 12, 0, tzinfo=BEIJING))
    assert await work_due_cases(desk) == 5
    for province in (TIANJIN, 650000):
        await journey.submit(new_filing(province=province, reference=f"NEW-{province}"))
    carried = [m.key for m in await journey.carry() if m.mobile == LI.mobile]
    assert [key.ordinal for key in carried] == [1, 1, 2, 2, 2, 2, 2]
    assert {key.province for key in carried[:2]} == {TIANJIN, 650000}


@pytest.mark.rule("R11")
async def test_a_clockwork_that_was_away_at_noon_resends_when_it_is_back(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    clock.set(datetime(2018, 9, 4, 15, 0, tzinfo=BEIJING))
    assert await work_due_cases(desk) == 1
    assert len(await journey.carry()) == 2

"""Wherever the host thinks it is, and whatever its clock does: noon once, and nobody's time short.

The rules' own days and years are held by test_noon.py and tests/rules/test_calendar.py.
"""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from heyan.assembly import draw_bytes, read_clock
from heyan.casework import people
from heyan.casework.answers.answering import Verdict
from heyan.casework.desk import Desk
from heyan.casework.filings.views import FilingView
from heyan.casework.steady_clock import SteadyClock
from heyan.casework.timing import work_due_cases
from heyan.rules.calendar import BEIJING, in_beijing, next_day_at
from heyan.rules.documents import tail
from heyan.rules.editions import PILOT_2017
from heyan.rules.filing import Filing
from heyan.rules.writing import plain
from heyan.sandbox.neighbours import pretend_carriers
from heyan.sandbox.phones import Phones
from heyan.sandbox.provider import Program, program
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, data_of
from tests.fakes.serving import accepted_at, serving
from tests.house.tree import ROOT

ZONES = {"UTC": "+0000", "Asia/Shanghai": "+0800", "America/Los_Angeles": "-0700"}
BOUND = 60
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

# Opened at -> what the messages say, when time acts, and how it ends: all in Beijing.
JOURNEYS = {
    "2020-02-28T18:00:00+08:00": {  # 29 February comes between
        "texts": ["48小时内", "1日18:00前"],
        "moments": ["2020-02-29T04:00:00+00:00", "2020-03-01T10:00:00+00:00"],
        "ended_at": "2020-03-01T18:00:00+08:00",
    },
    "2018-12-31T00:05:00+08:00": {  # a year ends between, in Beijing first
        "texts": ["48小时内", "2日00:05前"],
        "moments": ["2019-01-01T04:00:00+00:00", "2019-01-01T16:05:00+00:00"],
        "ended_at": "2019-01-02T00:05:00+08:00",
    },
    "2018-11-03T23:30:00-07:00": {  # Los Angeles puts its clocks back in between
        "texts": ["48小时内", "6日14:30前"],
        "moments": ["2018-11-05T04:00:00+00:00", "2018-11-06T06:30:00+00:00"],
        "ended_at": "2018-11-06T14:30:00+08:00",
    },
}  # fmt: skip


async def abroad(zone: str, url: str, opened_at: str) -> dict[str, Any]:
    """Play a journey in a process whose host is in a zone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.stories.abroad", url, opened_at,
        env=os.environ | {"TZ": zone}, cwd=ROOT, stdout=PIPE,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), BOUND)
    assert process.returncode == 0
    told: dict[str, Any] = json.loads(out)
    return told


@pytest.mark.rule("R11", "R15", "R22")
@pytest.mark.parametrize("opened_at", JOURNEYS)
@pytest.mark.parametrize("zone", ZONES)
async def test_people_are_told_beijing_s_time_wherever_the_host_is(
    database_url: str, zone: str, opened_at: str
) -> None:
    told = await abroad(zone, database_url, opened_at)
    assert told["zone"] == ZONES[zone], "the process believes to be there"
    assert {name: told[name] for name in ("texts", "moments", "ended_at")} == JOURNEYS[opened_at]
    assert told["reason"] == "expired"
    assert all("+08:00 " in line for line in told["history"])


def only_li() -> Filing:
    return new_filing(replace(SITE, principal=LI))


async def until(provider: Program, filing: str, state: str) -> dict[str, Any]:
    while True:
        seen = await provider.look(filing)
        if seen["state"] == state:
            return seen
        await asyncio.sleep(0.05)


@pytest.mark.rule("R11", "R15", "R22", "R23")
@pytest.mark.parametrize("zone", ZONES)
async def test_a_real_house_keeps_beijing_s_time_wherever_it_stands(
    database_url: str, desk: Desk, tmp_path: Path, zone: str
) -> None:
    phones = Phones()
    _, key = await people.add_provider(desk, "海河云")
    async with (
        asyncio.timeout(2 * BOUND),
        pretend_carriers(phones, read_clock, draw_bytes) as neighbours,
        serving(database_url, tmp_path, neighbours, TZ=zone) as port,
    ):
        provider = program(f"http://127.0.0.1:{port}/api/v1", key)
        filing = (await provider.submit(plain(only_li())))["id"]
        await phones.wait_for(LI.mobile)
        accepted = in_beijing(datetime.fromisoformat(await accepted_at(provider, filing)))
        noon = next_day_at(PILOT_2017.noon or accepted.timetz(), accepted)
        await provider.turn_clock(noon - read_clock() + MINUTE)
        _, again = await phones.wait_for(LI.mobile, 2)
        deadline = accepted + timedelta(hours=48)
        assert f"，{deadline.day}日{deadline:%H:%M}前到" in again.text
        await provider.turn_clock(deadline - noon)
        seen = await until(provider, filing, "returned")
        await provider.client.aclose()
    queued = [event for event in seen["history"] if event["type"] == "message.queued"]
    assert [event["data"]["purpose"] for event in queued] == ["first", "noon"]
    assert noon <= datetime.fromisoformat(queued[1]["at"]) < noon + 5 * MINUTE
    assert re.fullmatch(r".*\+08:00", seen["ended_at"])
    assert datetime.fromisoformat(seen["ended_at"]) >= deadline
    assert len(phones.received(LI.mobile)) == 2


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


@pytest.fixture
async def filing(journey: Journey) -> FilingView:
    """A filing whose messages were accepted at nine in the morning of 3 September."""
    view = await journey.submit(new_filing())
    await journey.carry()
    return view


@pytest.mark.rule("R11")
@pytest.mark.usefixtures("filing")
@pytest.mark.parametrize("back", [HOUR, timedelta(minutes=1), timedelta(hours=25)])
async def test_a_clock_that_is_stepped_back_over_noon_and_forth_again_resends_once(
    desk: Desk, clock: Clock, journey: Journey, back: timedelta
) -> None:
    noon = datetime(2018, 9, 4, 12, 0, tzinfo=BEIJING)
    sent = 0
    for moment in (noon, noon - back, noon, noon + MINUTE, noon - back, noon + HOUR):
        clock.set(moment)
        await work_due_cases(desk)
        sent += len(await journey.carry())
    assert sent == 2, "one for each number"


@pytest.mark.rule("R22", "R24")
async def test_a_clock_that_is_stepped_back_and_forth_takes_nobody_s_time(
    desk: Desk, clock: Clock, journey: Journey, filing: FilingView
) -> None:
    deadline = datetime(2018, 9, 5, 9, 0, tzinfo=BEIJING)
    for moment in (
        deadline - 90 * MINUTE, deadline - 30 * MINUTE, deadline - 90 * MINUTE,
        deadline - timedelta(seconds=1), deadline - HOUR, deadline - timedelta(microseconds=1),
    ):  # fmt: skip
        clock.set(moment)
        await work_due_cases(desk)
        assert (await journey.look(filing)).state == "verifying", moment
    answered = await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number))
    assert answered.verdict is Verdict.MET
    clock.set(deadline)
    assert await work_due_cases(desk) == 1
    assert (await journey.look(filing)).reason == "expired"


@pytest.mark.rule("R22", "R24")
async def test_a_clock_that_is_stepped_forth_over_the_deadline_and_back_ends_nothing_early(
    desk: Desk, clock: Clock, journey: Journey, filing: FilingView
) -> None:
    passed = Clock(clock.now)  # what the host's uptime counts

    def uptime() -> float:
        return (passed.now - datetime(2018, 9, 1, tzinfo=BEIJING)).total_seconds()

    house = replace(desk, clock=SteadyClock(clock, uptime))
    deadline = datetime(2018, 9, 5, 9, 0, tzinfo=BEIJING)
    passed.set(deadline - 30 * MINUTE)
    for stepped in (timedelta(), HOUR, -HOUR, HOUR, timedelta()):
        clock.set(passed.now + stepped)
        await work_due_cases(house)
        assert (await journey.look(filing)).state == "verifying", stepped
        passed.turn(MINUTE)
    passed.set(deadline)
    clock.set(deadline)
    assert await work_due_cases(house) == 1
    assert (await journey.look(filing)).reason == "expired"


@pytest.mark.rule("R24")
async def test_what_has_ended_stays_so_when_the_clock_is_stepped_back(
    desk: Desk, clock: Clock, journey: Journey, filing: FilingView
) -> None:
    clock.set(datetime(2018, 9, 5, 9, 0, tzinfo=BEIJING))
    await work_due_cases(desk)
    clock.turn(-HOUR)
    for person in (LI, HAN):
        answered = await journey.answer(TIANJIN, person.mobile, tail(person.document.number))
        assert answered.verdict is Verdict.NOT_FOUND
    clock.turn(HOUR)
    assert await work_due_cases(desk) == 0
    seen = await journey.look(filing)
    assert len(data_of(seen, "filing.returned")) == 1
    assert seen.ended_at == datetime(2018, 9, 5, 9, 0, tzinfo=BEIJING)

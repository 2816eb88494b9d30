"""The register from a file and into one: whole, again and again, or not at all."""

from dataclasses import replace
from typing import Any

import pytest

from heyan.casework.bureau import registering
from heyan.casework.desk import Desk
from heyan.rules.reading_register import plain_line
from heyan.rules.register import Registered
from tests.fakes.filings import (
    ACCESS,
    OURS,
    SITE_NUMBER,
    SUBJECT,
    SUBJECT_NUMBER,
    ZHAO,
    new_filing,
    registered,
)
from tests.fakes.journeys import Journey, begin
from tests.fakes.register import enter, entered

THEIRS = 2
NAMES = {OURS: "海河云", THEIRS: "河西云"}

pytestmark = pytest.mark.rule("R28")


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    journey = await begin(desk)
    await begin(desk, NAMES[THEIRS])
    await enter(desk, journey.provider)
    return journey


async def load(journey: Journey, entry: Registered) -> None:
    assert await registering.import_subject(journey.desk, plain_line(entry, NAMES)) == ()


async def saved(journey: Journey) -> list[dict[str, Any]]:
    return [line async for line in registering.export_subjects(journey.desk)]


def with_second_site(entry: Registered) -> Registered:
    (site,) = entry.sites
    accesses = {**site.accesses, THEIRS: ACCESS}
    both = (replace(site, accesses=accesses), replace(site, number=f"{SUBJECT_NUMBER}-2"))
    return replace(entry, sites=both, last_site=2)


async def test_what_was_loaded_is_saved_and_may_be_loaded_again(journey: Journey) -> None:
    await load(journey, with_second_site(registered()))
    lines = await saved(journey)
    assert lines == [plain_line(with_second_site(registered()), NAMES)]
    for line in lines:
        assert await registering.import_subject(journey.desk, line) == ()
    assert await saved(journey) == lines


async def test_a_subject_is_replaced_with_its_sites_and_accesses(journey: Journey) -> None:
    await load(journey, with_second_site(registered()))
    corrected = replace(registered(), subject=replace(SUBJECT, principal=ZHAO))
    await load(journey, corrected)
    view = await entered(journey.desk)
    assert (view.principal, view.mobile) == ("赵*", "189****5678")
    assert [site.number for site in view.sites] == [SITE_NUMBER]
    assert [access.provider for access in view.sites[0].accesses] == ["海河云"]
    await load(journey, registered(carried=False))
    assert (await entered(journey.desk)).sites[0].shell


async def test_a_line_with_faults_changes_nothing_and_tells_all_of_them(journey: Journey) -> None:
    before = await saved(journey)
    line = plain_line(replace(registered(), subject=replace(SUBJECT, address="")), NAMES)
    line["sites"][0]["accesses"][0]["provider"] = "无此云"
    faults = await registering.import_subject(journey.desk, line)
    assert {fault.pointer for fault in faults} == {
        "/data/address",
        "/sites/0/accesses/0/provider",
    }
    assert await saved(journey) == before


async def test_new_subjects_are_numbered_above_those_that_were_loaded(journey: Journey) -> None:
    number = "京ICP备2018000041号"
    site = replace(registered().sites[0], number=f"{number}-1")
    await load(journey, replace(registered(), number=number, province=110000, sites=(site,)))
    filing = await journey.submit(new_filing(province=110000))
    assert (await journey.approve(filing)).register_numbers[0] == "京ICP备2018000042号"


async def test_the_whole_register_is_saved_however_long_it_is(journey: Journey) -> None:
    numbers = [f"津ICP备2016{n:06}号" for n in range(1, 203)]
    for number in numbers:
        await load(journey, replace(registered(), number=number, sites=()))
    assert [line["number"] for line in await saved(journey)] == [*numbers, SUBJECT_NUMBER]

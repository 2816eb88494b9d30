"""The register as it is kept: sealed, never numbering twice, ending without forgetting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from heyan.casework.desk import Desk
from heyan.keys.sealing import Broken
from heyan.rules.register import Registered
from heyan.store import register
from heyan.store.register import Pen
from tests.fakes.filings import (
    ACCESS,
    OURS,
    SITE,
    SITE_NUMBER,
    SUBJECT,
    SUBJECT_NUMBER,
    TIANJIN,
    ZHAO,
    registered,
)

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
BARE = replace(SITE, access=None)
SECOND = f"{SUBJECT_NUMBER}-2"

pytestmark = pytest.mark.rule("R28")


@asynccontextmanager
async def writing(desk: Desk) -> AsyncIterator[Pen]:
    async with desk.database.transaction() as tx:
        yield Pen(tx, desk.sealer, TIANJIN, NOW)


async def find(desk: Desk, number: str = SUBJECT_NUMBER) -> Registered | None:
    async with desk.database.read() as tx:
        return (await register.find(tx, desk.sealer, TIANJIN, [number])).get(number)


@pytest.fixture
async def filed(desk: Desk) -> Desk:
    """The subject, site and access that the filings name."""
    async with writing(desk) as pen:
        await register.put_subject(pen, SUBJECT_NUMBER, SUBJECT)
        await register.put_site(pen, SUBJECT_NUMBER, SITE_NUMBER, BARE)
        await register.put_access(pen, SITE_NUMBER, OURS, ACCESS)
    return desk


async def test_what_is_entered_is_found_whole(filed: Desk) -> None:
    assert await find(filed) == registered()


async def test_nothing_personal_can_be_read_in_the_tables(filed: Desk) -> None:
    async with filed.database.read() as tx:
        rows = [*await tx.fetch("select * from subjects"), *await tx.fetch("select * from sites")]
    kept = b"".join(value for row in rows for value in row.values() if isinstance(value, bytes))
    principal = SUBJECT.principal
    for told in (principal.name, principal.mobile, principal.document.number, SUBJECT.name):
        assert told.encode() not in kept


async def test_new_data_replace_old_and_open_with_the_same_key(filed: Desk) -> None:
    async with writing(filed) as pen:
        await register.put_subject(pen, SUBJECT_NUMBER, replace(SUBJECT, principal=ZHAO))
    found = await find(filed)
    assert found is not None
    assert found.subject.principal == ZHAO
    assert found.sites[0].site == BARE


async def test_the_last_access_leaves_a_shell_site(filed: Desk) -> None:
    async with writing(filed) as pen:
        await register.put_access(pen, SITE_NUMBER, 2, ACCESS)
        await register.end_accesses(pen, SITE_NUMBER, OURS)
    found = await find(filed)
    assert found is not None
    assert list(found.sites[0].accesses) == [2]
    async with writing(filed) as pen:
        await register.end_accesses(pen, SITE_NUMBER, None)
    assert await find(filed) == registered(carried=False)


async def test_a_site_that_ended_is_gone_and_its_number_is_not_given_again(filed: Desk) -> None:
    async with writing(filed) as pen:
        await register.put_site(pen, SUBJECT_NUMBER, SECOND, BARE)
        await register.end_sites(pen, SUBJECT_NUMBER, [SECOND])
    found = await find(filed)
    assert found is not None
    assert [site.number for site in found.sites] == [SITE_NUMBER]
    assert found.last_site == 2


async def test_a_subject_ends_with_all_that_it_has(filed: Desk) -> None:
    async with writing(filed) as pen:
        await register.end_subject(pen, SUBJECT_NUMBER, [SITE_NUMBER])
    assert await find(filed) is None
    async with filed.database.read() as tx:
        still = await tx.fetchval(
            "select (select count(*) from sites where ended_at is null)"
            " + (select count(*) from accesses where ended_at is null)"
        )
    assert still == 0


async def test_a_subject_may_come_back_without_what_has_ended(filed: Desk) -> None:
    async with writing(filed) as pen:
        await register.end_subject(pen, SUBJECT_NUMBER, [SITE_NUMBER])
    async with writing(filed) as pen:
        await register.put_subject(pen, SUBJECT_NUMBER, SUBJECT)
    found = await find(filed)
    assert found is not None
    assert (found.subject, found.sites, found.last_site) == (SUBJECT, (), 1)


async def test_the_register_is_read_page_by_page(desk: Desk) -> None:
    numbers = [f"津ICP备201700000{n}号" for n in (1, 2, 3)]
    async with writing(desk) as pen:
        for number in reversed(numbers):
            await register.put_subject(pen, number, SUBJECT)
        first = await register.page(pen.tx, desk.sealer, TIANJIN, "", 2)
        rest = await register.page(pen.tx, desk.sealer, TIANJIN, first[-1].number, 2)
    assert [each.number for each in first + rest] == numbers


async def test_serials_count_by_year_and_stay_above_those_from_elsewhere(desk: Desk) -> None:
    async with desk.database.transaction() as tx:
        assert [await register.next_serial(tx, TIANJIN, 2018) for _ in range(2)] == [1, 2]
        assert await register.next_serial(tx, TIANJIN, 2019) == 1
        await register.raise_serial(tx, TIANJIN, 2018, 100)
        await register.raise_serial(tx, TIANJIN, 2018, 50)
        assert await register.next_serial(tx, TIANJIN, 2018) == 101


async def test_a_box_moved_to_another_site_does_not_open(filed: Desk) -> None:
    async with writing(filed) as pen:
        await register.put_site(pen, SUBJECT_NUMBER, SECOND, BARE)
        await pen.tx.execute(
            "update sites set sealed = (select sealed from sites where number = $1)", SITE_NUMBER
        )
    with pytest.raises(Broken):
        await find(filed)

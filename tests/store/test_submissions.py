"""The database itself keeps under which reference who filed, whoever opens a case."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from heyan.store import cases
from heyan.store.cases import Wanted
from heyan.store.database import Database, Transaction, connect
from heyan.store.faults import Conflict
from heyan.store.migrate import migrate, read_migrations
from tests.conftest import MORNING
from tests.fakes.filings import TIANJIN
from tests.fakes.waiting import until_a_lock_is_waited_for

OPEN = (
    "insert into cases (province, number, provider, reference, fingerprint, kind, edition, state,"
    " opened_at, ended_at) select 120000, n, $3, r, '', 'new_filing', 'pilot-2017', 'verifying',"
    " $4, $5 from unnest($1::bigint[], $2::text[]) as u (n, r)"
)
ERASE = "update cases set reference = '' where number = $1"
KEPT = "select number, reference, attempt from submissions order by number"


async def test_what_was_opened_before_is_kept_as_if_it_were_opened_now(
    tmp_path: Path, empty_url: str
) -> None:
    for migration in read_migrations()[:21]:
        (tmp_path / f"{migration}.sql").write_text(migration.sql)
    (tmp_path / "HEAD").write_text("0021_no_tree_of_numbers\n")
    await migrate(empty_url, MORNING, tmp_path)
    connection = await connect(empty_url)
    await connection.execute(OPEN, [1, 2], ["ORD-1"] * 2, 1, MORNING, MORNING)
    await connection.execute(OPEN, [3], [""], 1, MORNING, MORNING)  # erased
    await migrate(empty_url, MORNING)
    await connection.execute(OPEN, [4], ["ORD-1"], 1, MORNING, None)
    kept = [tuple(row) for row in await connection.fetch(KEPT)]
    assert kept == [(1, "ORD-1", 1), (2, "ORD-1", 2), (3, None, 1), (4, "ORD-1", 3)]
    await connection.execute(ERASE, 2)
    assert [row["reference"] for row in await connection.fetch(KEPT)][:2] == ["ORD-1", None]
    await connection.close()


async def test_of_two_that_do_not_see_each_other_one_opens(database_url: str) -> None:
    one, other = await connect(database_url), await connect(database_url)
    await one.execute("begin")
    await one.execute(OPEN, [1], ["ORD-1"], 1, MORNING, None)
    opening = asyncio.create_task(other.execute(OPEN, [2], ["ORD-1"], 1, MORNING, None))
    await until_a_lock_is_waited_for(one)
    await one.execute("commit")
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await opening
    assert refused.value.constraint_name == "submissions_of_reference"
    assert [row["number"] for row in await one.fetch(KEPT)] == [1]
    await one.close()
    await other.close()


async def test_who_files_anew_after_an_earlier_case_is_erased_is_not_refused(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        for number in (1, 2):
            await tx.execute(OPEN, [number], ["ORD-1"], 1, MORNING, MORNING)
        await tx.execute(ERASE, 1)
        await tx.execute(OPEN, [3], ["ORD-1"], 1, MORNING, None)
        kept = [tuple(row) for row in await tx.fetch(KEPT)]
    assert kept == [(1, None, 1), (2, "ORD-1", 2), (3, "ORD-1", 3)]


async def test_a_case_beside_one_that_is_open_is_told_by_its_rule(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(OPEN, [1], ["ORD-1"], 1, MORNING, None)
    with pytest.raises(Conflict, match="submissions_of_reference"):
        async with database.transaction() as tx:
            await tx.execute(OPEN, [2], ["ORD-1"], 1, MORNING, None)


@pytest.mark.parametrize(
    "planned", ["while nothing is filed", "while a little is", "before that was looked over"]
)
async def test_what_others_filed_is_not_read_whenever_it_was_planned(
    database: Database, planned: str
) -> None:
    """A session keeps its plans for as long as it lives."""
    async with database.transaction() as tx:
        if planned != "while nothing is filed":
            await tx.execute(OPEN, [1, 2], ["ORD-1", "ORD-2"], 2, MORNING, None)
            if planned == "while a little is":
                await tx.execute("analyze cases, submissions")
            await tx.execute(ERASE, 2)
        await find(tx)
        for provider, first in ((1, 1_000), (2, 2_000)):
            numbers = range(first, first + 1_000)
            filed = [f"ORD-{number}" for number in numbers]
            await tx.execute(OPEN, numbers, filed, provider, MORNING, None)
        read = await entries_read(tx)
        assert await find(tx) == 11
        await tx.execute(OPEN, [3, 4], ["ORD-3", "ORD-4"], 1, MORNING, None)
        await tx.execute(ERASE, 1_500)
        assert await entries_read(tx) - read < 60


async def find(tx: Transaction) -> int:
    """List the first and the last, and look for two references; return how many were found."""
    found = len(await cases.same_references(tx, 1, ["ORD-1000", "ORD-2000"]))
    for after in (0, 1_990):
        some = Wanted(provider=1, state=None, reference=None, after=after, most=5)
        found += len(await cases.list_of_provider(tx, TIANJIN, some))
    return found


async def entries_read(tx: Transaction) -> int:
    """Count what was read of tables as a whole, and of indexes."""
    count = (
        "select sum(pg_stat_get_xact_tuples_returned(oid)) from pg_class"
        " where relname ~ '^(cases|submissions)'"
    )
    return int(await tx.fetchval(count))

"""The database itself keeps under which reference who filed, whoever opens a case."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from heyan.store.database import connect
from heyan.store.migrate import migrate, read_migrations
from tests.conftest import MORNING
from tests.fakes.waiting import until_a_lock_is_waited_for

OPEN = (
    "insert into cases (province, number, provider, reference, fingerprint, kind, edition, state,"
    " opened_at, ended_at) select 120000, n, 1, $2, '', 'new_filing', 'pilot-2017', 'verifying',"
    " $3, $4 from unnest($1::bigint[]) as n"
)
KEPT = "select number, reference, attempt from submissions order by number"


async def test_what_was_opened_before_is_kept_as_if_it_were_opened_now(
    tmp_path: Path, empty_url: str
) -> None:
    for migration in read_migrations()[:21]:
        (tmp_path / f"{migration}.sql").write_text(migration.sql)
    (tmp_path / "HEAD").write_text("0021_no_tree_of_numbers\n")
    await migrate(empty_url, MORNING, tmp_path)
    connection = await connect(empty_url)
    await connection.execute(OPEN, [1, 2], "ORD-1", MORNING, MORNING)
    await connection.execute(OPEN, [3], "", MORNING, MORNING)  # erased
    await migrate(empty_url, MORNING)
    await connection.execute(OPEN, [4], "ORD-1", MORNING, None)
    kept = [tuple(row) for row in await connection.fetch(KEPT)]
    assert kept == [(1, "ORD-1", 1), (2, "ORD-1", 2), (3, None, 1), (4, "ORD-1", 3)]
    await connection.execute("update cases set reference = '' where number = 2")
    assert [row["reference"] for row in await connection.fetch(KEPT)][:2] == ["ORD-1", None]
    await connection.close()


async def test_of_two_that_do_not_see_each_other_one_opens(database_url: str) -> None:
    one, other = await connect(database_url), await connect(database_url)
    await one.execute("begin")
    await one.execute(OPEN, [1], "ORD-1", MORNING, None)
    opening = asyncio.create_task(other.execute(OPEN, [2], "ORD-1", MORNING, None))
    await until_a_lock_is_waited_for(one)
    await one.execute("commit")
    with pytest.raises(asyncpg.UniqueViolationError):
        await opening
    assert [row["number"] for row in await one.fetch(KEPT)] == [1]
    await one.close()
    await other.close()

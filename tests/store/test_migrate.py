import asyncio
from itertools import chain
from pathlib import Path

import pytest

from heyan.store.database import connect
from heyan.store.migrate import MigrationError, find_missing, migrate, read_migrations
from tests.conftest import MORNING
from tests.fakes.waiting import until, until_a_lock_is_waited_for

FIRST = "create table shelves (id int primary key);\ncreate table books (id int);\n"
SECOND = "alter table books add column shelf int references shelves;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    add(tmp_path, "0001_shelves", FIRST)
    return tmp_path


def add(folder: Path, name: str, sql: str) -> None:
    (folder / f"{name}.sql").write_text(sql)
    (folder / "HEAD").write_text(f"{name}\n")


async def test_migrations_are_applied_once_and_in_order(folder: Path, empty_url: str) -> None:
    assert await migrate(empty_url, MORNING, folder) == ["0001_shelves"]
    assert await migrate(empty_url, MORNING, folder) == []
    add(folder, "0002_books_have_a_shelf", SECOND)
    assert await migrate(empty_url, MORNING, folder) == ["0002_books_have_a_shelf"]
    connection = await connect(empty_url)
    rows = await connection.fetch("select number, name, applied_at from migrations order by 1")
    await connection.close()
    assert [tuple(row) for row in rows] == [
        (1, "shelves", MORNING),
        (2, "books_have_a_shelf", MORNING),
    ]


async def test_what_is_missing_can_be_asked_without_changing_anything(
    folder: Path, empty_url: str
) -> None:
    connection = await connect(empty_url)
    assert await find_missing(connection, folder) == ["0001_shelves"]
    assert await connection.fetchval("select to_regclass('migrations')") is None
    await migrate(connection, MORNING, folder)
    assert await find_missing(connection, folder) == []
    await connection.close()


async def test_a_migration_that_fails_leaves_nothing_and_those_before_it_stay(
    folder: Path, empty_url: str
) -> None:
    add(folder, "0002_broken", "create table half (id int); select 1 / 0;")
    with pytest.raises(Exception, match="DivisionByZero"):
        await migrate(empty_url, MORNING, folder)
    connection = await connect(empty_url)
    assert await connection.fetchval("select to_regclass('half')") is None
    assert await find_missing(connection, folder) == ["0002_broken"]
    await connection.close()


async def test_many_starting_together_apply_each_once(folder: Path, empty_url: str) -> None:
    add(folder, "0002_books_have_a_shelf", SECOND)
    done = await asyncio.gather(*(migrate(empty_url, MORNING, folder) for _ in range(5)))
    assert sorted(chain(*done)) == ["0001_shelves", "0002_books_have_a_shelf"]


async def test_a_lock_is_asked_for_again_after_it_was_not_given(
    folder: Path, empty_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await migrate(empty_url, MORNING, folder)
    add(folder, "0002_books_have_a_shelf", "set local lock_timeout = '1ms';" + SECOND)
    reader = await connect(empty_url)
    await reader.execute("begin; select * from books")
    caplog.set_level("INFO")
    migrating = asyncio.create_task(migrate(empty_url, MORNING, folder))
    await until(lambda: "waits for a lock" in caplog.text)
    await reader.execute("commit")
    assert await migrating == ["0002_books_have_a_shelf"]
    await reader.close()


async def test_a_house_at_work_and_a_new_index_of_cases_get_on(
    tmp_path: Path, empty_url: str
) -> None:
    for migration in read_migrations()[:12]:
        add(tmp_path, str(migration), migration.sql)
    await migrate(empty_url, MORNING, tmp_path)
    deed = await connect(empty_url)
    await deed.execute("begin; select from cases for update")
    migrating = asyncio.create_task(migrate(empty_url, MORNING))
    await until_a_lock_is_waited_for(deed)
    await deed.execute("update cases set state = state; commit")
    assert (await migrating)[:2] == ["0013_one_index_of_references", "0014_no_two_others"]
    deadlocks = "select deadlocks from pg_stat_database where datname = current_database()"
    assert await deed.fetchval(deadlocks) == 0
    await deed.close()


async def test_the_previous_release_starts_on_a_database_that_is_ahead_and_says_so(
    folder: Path, empty_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    add(folder, "0002_books_have_a_shelf", SECOND)
    await migrate(empty_url, MORNING, folder)
    (folder / "0002_books_have_a_shelf.sql").unlink()
    (folder / "HEAD").write_text("0001_shelves")
    assert await migrate(empty_url, MORNING, folder) == []
    assert "ahead of this release: it knows migration 0002_books" in caplog.text


async def test_a_migration_changed_after_it_was_applied_is_refused(
    folder: Path, empty_url: str
) -> None:
    await migrate(empty_url, MORNING, folder)
    add(folder, "0001_shelves", FIRST + "-- changed\n")
    with pytest.raises(MigrationError, match="0001_shelves is not the one"):
        await migrate(empty_url, MORNING, folder)


@pytest.mark.parametrize("names", [["0002_two"], ["0001_one", "0001_other"]])
def test_gaps_and_doubles_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        add(tmp_path, name, "select 1;")
    with pytest.raises(MigrationError, match="a gap or a double"):
        read_migrations(tmp_path)


def test_head_names_the_last(folder: Path) -> None:
    (folder / "HEAD").write_text("0007_nothing")
    with pytest.raises(MigrationError, match="HEAD names 0007_nothing"):
        read_migrations(folder)


def test_ours_can_be_read() -> None:
    assert str(read_migrations()[0]).startswith("0001_")

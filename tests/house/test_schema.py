"""The schema keeps the house's law, and its picture is true."""

from pathlib import Path

import pytest

from heyan.store.database import Database
from heyan.store.migrate import read_migrations
from tests.house.picture import draw
from tests.house.tree import STORE

# They know no province, are small, and are the same everywhere.
KNOW_NO_PROVINCE = {
    *("api_keys", "early_reports", "house", "migrations", "officers", "ported_numbers"),
    *("links", "outages", "providers", "test_messages"),
}


async def test_schema_sql_equals_the_migrations(database_url: str) -> None:
    assert (STORE / "schema.sql").read_text("utf-8") == await draw(database_url), "run `make docs`"


def test_migrations_are_numbered_without_gap_and_head_names_the_last() -> None:
    assert read_migrations()[0].number == 1


def test_a_migration_says_in_its_first_line_what_it_is_for() -> None:
    for path in sorted((STORE / "migrations").glob("*.sql")):
        assert path.read_text("utf-8").startswith("-- "), path.name


@pytest.mark.parametrize("kind", ["PRIMARY KEY", "UNIQUE", "FOREIGN KEY"])
async def test_every_key_begins_with_the_province(database: Database, kind: str) -> None:
    async with database.read() as tx:
        keys = await tx.fetch(
            "select conrelid::regclass::text as table_, pg_get_constraintdef(oid) as definition"
            "  from pg_constraint where connamespace = 'public'::regnamespace"
        )
    for key in keys:
        if key["table_"] not in KNOW_NO_PROVINCE and key["definition"].startswith(kind):
            assert key["definition"].startswith((f"{kind} (province,", f"{kind} (province)")), key


async def test_every_table_has_a_key_and_every_moment_a_zone(database: Database) -> None:
    async with database.read() as tx:
        keyless = await tx.fetch(
            "select relname from pg_class c where relkind = 'r'"
            "   and relnamespace = 'public'::regnamespace and not exists"
            "       (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')"
        )
        zoneless = await tx.fetch(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'public' and data_type = 'timestamp without time zone'"
        )
    assert keyless == []
    assert zoneless == []


def test_no_picture_is_taken_for_queries() -> None:
    assert not (STORE / "schema.py").exists()
    assert Path(STORE / "schema.sql").read_text("utf-8").startswith("-- Today's picture")

"""Every query runs against the schema as migrated, is used, and leaves time and chance to us."""

import re

import pytest

from heyan.store.database import connect
from heyan.store.queries import read_queries
from tests.house.tree import QUERY_FILES, STORE

# `now()` is the database's clock, not the house's.
BANNED = re.compile(
    r"\b(now|random|gen_random_uuid|uuidv7|clock_timestamp)\s*\(|"
    r"\b(current_timestamp|current_date|localtimestamp)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", QUERY_FILES)
async def test_queries_prepare_against_the_schema(name: str, database_url: str) -> None:
    connection = await connect(database_url)
    for query in read_queries(name).values():
        await connection.prepare(query.sql)
    await connection.close()


@pytest.mark.parametrize("name", QUERY_FILES)
def test_queries_are_used_by_the_module_beside_them(name: str) -> None:
    source = (STORE / f"{name}.py").read_text("utf-8")
    assert [query for query in read_queries(name) if f'"{query}"' not in source] == []


@pytest.mark.parametrize("name", QUERY_FILES)
def test_queries_say_in_a_sentence_what_they_are_for(name: str) -> None:
    for query in read_queries(name).values():
        assert query.meaning.endswith("."), query.name


@pytest.mark.parametrize("name", QUERY_FILES)
def test_queries_leave_time_and_chance_to_us(name: str) -> None:
    for query in read_queries(name).values():
        assert BANNED.search(re.sub(r"--[^\n]*", "", query.sql)) is None, query.name


@pytest.mark.parametrize("name", sorted({*QUERY_FILES} - {"chimes"}))
def test_only_the_chimes_notify(name: str) -> None:
    """Within a deed's transaction it would have commits wait for each other."""
    for query in read_queries(name).values():
        assert "notify" not in query.sql.lower(), query.name


def test_sql_stands_in_sql_files_only() -> None:
    assert {path.stem for path in STORE.glob("*.sql")} == {*QUERY_FILES, "schema"}

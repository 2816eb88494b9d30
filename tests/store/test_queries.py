import pytest

from heyan.store.database import Conflict, Database
from heyan.store.queries import Query, read_queries, split_queries


def test_a_named_parameter_becomes_one_number_however_often_it_is_said() -> None:
    query = Query("q", "Ask.", "select :a, :b, :a")
    assert query.sql == "select $1, $2, $1"
    assert query.parameters == ("a", "b")


@pytest.mark.parametrize(
    "text",
    [
        "select 'a :word and ''another :one'''",
        'select "a:name"',
        "select x::text, '12:30'::time",
        "select 1 -- not :this",
        "select 1 /* nor\n :this */",
        "select $body$ :inside $body$",
        "select values[1:last]",
    ],
)
def test_what_only_looks_like_a_parameter_stays(text: str) -> None:
    assert Query("q", "Ask.", text).sql == text


def test_a_parameter_may_be_cast() -> None:
    assert Query("q", "Ask.", "select :ids::bigint[]").sql == "select $1::bigint[]"


def test_a_file_is_split_at_its_headings() -> None:
    queries = split_queries("-- one: The first.\nselect 1;\n\n-- two: The second.\nselect :n\n")
    assert [(q.name, q.meaning, q.text) for q in queries.values()] == [
        ("one", "The first.", "select 1"),
        ("two", "The second.", "select :n"),
    ]


@pytest.mark.parametrize(
    "text", ["select 1", "-- one: The first.\nselect 1\n-- one: Again.\nselect 2\n"]
)
def test_a_file_without_heading_or_with_a_double_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"before the first heading|two queries"):
        split_queries(text)


def test_a_file_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        read_queries("nothing_is_called_this")


@pytest.mark.parametrize("named", [{}, {"a": 1}, {"a": 1, "b": 2, "c": 3}])
async def test_missing_and_unknown_names_are_refused(
    database: Database, named: dict[str, int]
) -> None:
    query = Query("q", "Ask.", "select :a::int + :b::int")
    async with database.read() as tx:
        with pytest.raises(TypeError, match="q: missing"):
            await query.fetch(tx, **named)


async def test_rows_values_and_counts_come_back(database: Database) -> None:
    some = Query("some", "Count.", "select n from generate_series(1, :last::int) n")
    none = Query("none", "Nothing.", "select 1 where false")
    change = Query("change", "Delete.", "delete from migrations where number > :number")
    async with database.read() as tx:
        assert [row["n"] for row in await some.fetch(tx, last=3)] == [1, 2, 3]
        first = await some.fetchrow(tx, last=3)
        assert first is not None
        assert first["n"] == 1
        assert await some.fetchval(tx, last=3) == 1
        assert await none.fetchval(tx) is None
        assert await change.execute(tx, number=9999) == 0


async def test_a_double_row_is_a_conflict_that_names_its_constraint(database: Database) -> None:
    add = Query("add", "Add.", "insert into things (id) values (:id)")
    async with database.read() as tx:
        await tx.execute("create table things (id int constraint one_of_a_kind unique)")
        await add.execute(tx, id=1)
        with pytest.raises(Conflict) as caught:
            await add.execute(tx, id=1)
    assert caught.value.constraint == "one_of_a_kind"

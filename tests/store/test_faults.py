import asyncpg
import pytest

from heyan.store.database import Database
from heyan.store.faults import (
    Conflict,
    ReadOnly,
    StoreFault,
    StoreUnavailable,
    translate,
    translated,
)
from heyan.store.queries import Query

SECRET = "13800138000"


@pytest.mark.parametrize(
    "statement",
    [
        "insert into things (mobile) values (:mobile::text), (:mobile::text)",
        "insert into numbers (n) values ((:mobile::text || 'x')::int)",
        "insert into numbers (n) select -1 where :mobile::text is not null",
        "select :mobile::text::uuid",
    ],
)
async def test_what_postgresql_complains_about_is_not_quoted(
    database: Database, statement: str
) -> None:
    query = Query("q", "Ask.", statement)
    async with database.read() as tx:
        await tx.execute("create table things (mobile text unique)")
        await tx.execute("create table numbers (n int check (n > 0))")
        with pytest.raises((StoreFault, Conflict)) as caught:
            await query.execute(tx, mobile=SECRET)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_an_argument_of_the_wrong_type_is_named_by_its_number_only(
    database: Database,
) -> None:
    query = Query("q", "Ask.", "select :n::int")
    async with database.read() as tx:
        with pytest.raises(StoreFault, match=r"^argument \$1 does not fit its type$"):
            await query.fetch(tx, n=SECRET)


async def test_a_mistake_in_our_sql_says_what_it_is(database: Database) -> None:
    async with database.read() as tx:
        with pytest.raises(StoreFault, match=r"42P01.*no_such_table"):
            await Query("q", "Ask.", "select * from no_such_table").fetch(tx)


def test_a_closed_connection_is_unavailable_and_another_misuse_is_a_fault() -> None:
    closed = asyncpg.InterfaceError("connection is closed")
    busy = asyncpg.InterfaceError("another operation is in progress")
    assert isinstance(translate(closed), StoreUnavailable)
    assert isinstance(translate(busy), StoreFault)


@pytest.mark.parametrize(
    "fault",
    [
        asyncpg.DiskFullError,
        asyncpg.OutOfMemoryError,
        asyncpg.PostgresIOError,
        asyncpg.QueryCanceledError,
    ],
)
def test_what_postgresql_cannot_do_now_is_no_fault_of_what_it_was_asked(
    fault: type[asyncpg.PostgresError],
) -> None:
    assert isinstance(translate(fault("of any text")), StoreUnavailable)


async def test_a_statement_that_somebody_ended_may_succeed_later(database: Database) -> None:
    async with database.read() as tx:
        with pytest.raises(StoreUnavailable):
            await Query("q", "End us.", "select pg_cancel_backend(pg_backend_pid())").fetch(tx)


async def test_a_server_on_which_nothing_may_be_written_says_so(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("set transaction read only")  # as on a standby
        with pytest.raises(ReadOnly):
            await Query("q", "Write.", "create table things (n int)").execute(tx)


def test_a_driver_that_lost_its_thread_is_no_fault_of_the_statement() -> None:
    with pytest.raises(StoreUnavailable), translated():
        raise asyncpg.InternalClientError("cannot switch to state 11")


def test_what_is_no_driver_error_passes() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError

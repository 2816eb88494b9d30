import asyncio
from collections.abc import Awaitable, Callable

import pytest

from heyan.store.database import (
    Conflict,
    Database,
    Deadlock,
    StoreFault,
    StoreUnavailable,
    StoreUnsuitable,
    Transaction,
    connect,
    refuse_old,
    retrying,
    savepoint,
)
from tests.conftest import address

TABLE = "create table things (id int primary key, words jsonb)"


@pytest.fixture(autouse=True)
async def things(database: Database) -> None:
    async with database.read() as tx:
        await tx.execute(TABLE)


async def count(database: Database) -> int:
    async with database.read() as tx:
        return int(await tx.fetchval("select count(*) from things"))


async def test_a_block_that_ends_is_kept(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("insert into things values (1)")
    assert await count(database) == 1


async def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            await tx.execute("insert into things values (1)")
            raise ZeroDivisionError
    assert await count(database) == 0


async def test_questions_of_one_snapshot_see_one_moment(database: Database) -> None:
    async with database.snapshot() as tx:
        before = await tx.fetchval("select count(*) from things")
        async with database.transaction() as other:
            await other.execute("insert into things values (1)")
        assert await tx.fetchval("select count(*) from things") == before
    assert await count(database) == before + 1


async def test_a_snapshot_changes_nothing(database: Database) -> None:
    with pytest.raises(StoreFault):
        async with database.snapshot() as tx:
            await tx.execute("insert into things values (1)")
    assert await count(database) == 0


async def test_a_statement_by_itself_is_kept_and_one_that_fails_leaves_nothing(
    database: Database,
) -> None:
    keep = "insert into house (name, value) select n::text, to_jsonb(1 / (2 - n)) from %s as n"
    async with database.statement() as tx:
        await tx.execute(keep % "generate_series(0, 1)")
    with pytest.raises(StoreFault):
        async with database.statement() as tx:
            await tx.execute(keep % "generate_series(3, 2, -1)")
    async with database.read() as tx:
        assert await tx.fetchval("select count(*) from house") == 2


async def test_a_savepoint_undoes_its_own_part_only(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("insert into things values (1)")
        with pytest.raises(Conflict):
            async with savepoint(tx):
                await tx.execute("insert into things values (2)")
                await tx.execute("insert into things values (1)")
        await tx.execute("insert into things values (3)")
    assert await count(database) == 2


async def test_json_comes_back_as_it_went_in(database: Database) -> None:
    words = {"核验": [1, 2.5, None, True], "nested": {"x": "ü"}}
    async with database.transaction() as tx:
        await tx.execute("insert into things values (1, $1)", words)
        assert await tx.fetchval("select words from things") == words


async def test_sessions_live_in_utc(database: Database) -> None:
    async with database.read() as tx:
        assert await tx.fetchval("show timezone") == "UTC"


async def test_connections_come_back_without_a_reset(database: Database) -> None:
    async with database.read() as tx:
        await tx.execute("prepare kept as select 1")
        pid = await tx.fetchval("select pg_backend_pid()")
    async with database.read() as tx:
        assert await tx.fetchval("select pg_backend_pid()") == pid
        assert await tx.fetchval("select count(*) from pg_prepared_statements where name = 'kept'")


async def test_a_busy_connection_is_kept_with_what_it_has_planned(database: Database) -> None:
    async with database.read() as tx:
        pid = await tx.fetchval("select pg_backend_pid()")
        for _ in range(50_000):  # after which asyncpg, left to itself, gives a connection up
            await tx.fetchval("select 1")
    async with database.read() as tx:
        assert await tx.fetchval("select pg_backend_pid()") == pid


async def test_a_deadlock_is_tried_again_and_both_deeds_are_done(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("insert into things values (1), (2)")
    met, one_is_done = asyncio.Barrier(2), asyncio.Event()
    tries = 0

    def deed(first: int, second: int) -> Callable[[], Awaitable[None]]:
        async def lock_both() -> None:
            nonlocal tries
            tries += 1
            if tries > 2:  # or it could hold its first row again before the other has woken
                await one_is_done.wait()
            async with database.transaction() as tx:
                await tx.execute("set local deadlock_timeout = '10ms'")
                await lock(tx, first)
                if tries <= 2:
                    await met.wait()
                await lock(tx, second)
            one_is_done.set()

        return lock_both

    async def lock(tx: Transaction, number: int) -> None:
        await tx.execute("select from things where id = $1 for update", number)

    async with asyncio.timeout(30):
        await asyncio.gather(retrying(deed(1, 2)), retrying(deed(2, 1)))
    assert tries == 3


async def test_a_deed_that_always_loses_ends_after_three_tries() -> None:
    tries = 0

    async def lose() -> None:
        nonlocal tries
        tries += 1
        raise Deadlock

    with pytest.raises(Deadlock):
        await retrying(lose)
    assert tries == 3


async def test_a_server_that_goes_away_is_unavailable(
    database: Database, database_url: str
) -> None:
    with pytest.raises(StoreUnavailable):
        async with database.transaction() as tx:
            pid = await tx.fetchval("select pg_backend_pid()")
            other = await connect(database_url)
            await other.execute("select pg_terminate_backend($1)", pid)
            await other.close()
            await tx.fetchval("select 1")
    assert await count(database) == 0


def test_a_server_that_is_too_old_is_refused_in_one_sentence() -> None:
    refuse_old(15)
    with pytest.raises(StoreUnsuitable, match=r"needs PostgreSQL 15 or newer; this server is 14\."):
        refuse_old(14)


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    for url in ("postgresql://heyan@/heyan?host=/nowhere", "postgresql://heyan@127.0.0.1:9/heyan"):
        with pytest.raises(StoreUnavailable):
            await Database.open(url)
        with pytest.raises(StoreUnavailable):
            await connect(url)


async def test_a_database_that_is_not_there_is_unsuitable(database_url: str) -> None:
    with pytest.raises(StoreUnsuitable, match="no such database"):
        await connect(address(database_url, "not_here"))


async def test_other_errors_pass_through_unchanged(database: Database) -> None:
    with pytest.raises(FileNotFoundError):
        async with database.transaction():
            raise FileNotFoundError


async def test_no_driver_error_leaves_the_store(database: Database) -> None:
    with pytest.raises(StoreFault, match="42601"):
        async with database.transaction() as tx:
            await tx.execute("selekt 1")


async def test_a_statement_that_hangs_does_not_keep_the_pool_open(
    database: Database, database_url: str
) -> None:
    closed, hangs = await Database.open(database_url), asyncio.Event()

    async def hang() -> None:
        async with closed.transaction() as tx:
            hangs.set()
            await tx.execute("update things set words = '1'")

    async with database.transaction() as tx:
        await tx.execute("lock table things in exclusive mode")
        hanging = asyncio.create_task(hang())
        await hangs.wait()
        await closed.close(within=0.05)
        await asyncio.wait({hanging}, timeout=10)
        ended = hanging.done()
    with pytest.raises(StoreUnavailable):
        await hanging
    assert ended

"""The connection pool, and the one way to open a transaction."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Self, TypeAlias, TypeVar, Union, cast

import asyncpg
import msgspec

from heyan.store.chain import Linker
from heyan.store.faults import (
    DRIVER_ERRORS,
    Conflict,
    Deadlock,
    ReadOnly,
    StoreError,
    StoreFault,
    StoreUnavailable,
    StoreUnsuitable,
    translate,
    translated,
)

__all__ = [
    "Conflict",
    "Database",
    "Deadlock",
    "ReadOnly",
    "StoreError",
    "StoreFault",
    "StoreUnavailable",
    "StoreUnsuitable",
    "Transaction",
    "connect",
    "linker_of",
    "retrying",
    "savepoint",
]

# In quotes, because the driver's classes are generic for the type checker only.
Transaction: TypeAlias = Union[
    "asyncpg.Connection[asyncpg.Record]", "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
]

_Outcome = TypeVar("_Outcome")

OLDEST_SERVER = 15
DEADLOCK_TRIES = 3
LAST_WORDS = 10.0  # seconds for what still runs when the pool is closed
_JSONB_VERSION = b"\x01"
_STATEMENTS_KEPT = 500
# Whoever comes first to a new connection waits a tenth of a second until it has planned every
# statement anew. asyncpg gives one up after 50,000 questions: two minutes of a busy house.
_QUESTIONS = 50_000_000
_SESSION = {
    "application_name": "heyan",
    "timezone": "UTC",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
}
# A plan that was made while a table was empty reads all of it, and is kept when it no longer is.
_BY_INDEX = {"enable_seqscan": "off"}


class _Session(asyncpg.Connection):
    """A connection that knows how the trails of its database are chained."""

    linker: Linker | None = None

    def chain_by(self, linker: Linker | None) -> None:
        self.linker = linker


class Database:
    """One PostgreSQL database, by its pool of connections."""

    def __init__(
        self,
        pool: "asyncpg.Pool[asyncpg.Record]",
        linker: Linker | None = None,
        errors: Counter[str] | None = None,
    ) -> None:
        self._pool = pool
        self._linker = linker
        self.errors = (
            Counter[str]() if errors is None else errors
        )  # by the name of their kind, since the pool was opened

    @classmethod
    async def open(cls, url: str, size: int = 10) -> Self:
        """Connect, and refuse a server that is too old."""
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                init=_set_up,
                connection_class=_Session,
                # Nothing is ever set for a session, and asyncpg's reset costs a fifth of the rate.
                reset=_leave_as_it_is,
                statement_cache_size=_STATEMENTS_KEPT,
                max_cached_statement_lifetime=0,
                max_queries=_QUESTIONS,
                server_settings=_SESSION | _BY_INDEX,
            )
        except (*DRIVER_ERRORS, OSError, TimeoutError) as error:
            raise _translate_connecting(error) from None
        return cls(pool)

    def chained_by(self, linker: Linker) -> Self:
        """Return the same database, by the same pool, with a linker for its trails.

        So no deed has to hand one on, and none can append without.
        """
        return type(self)(self._pool, linker, self.errors)

    async def close(self, within: float = LAST_WORDS) -> None:
        """Let running transactions end, then close every connection; cut off what hangs."""
        with suppress(TimeoutError):  # then the pool has cut it off
            async with asyncio.timeout(within):
                await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commit when the block ends, roll back when it raises."""
        async with self._connection() as connection:
            with translated():
                async with connection.transaction():
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Give a connection for questions that change nothing; each sees what is committed."""
        async with self._connection() as connection:
            with translated():
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """Give a connection for questions that change nothing and all see the same moment.

        What belongs together is read together, whatever is changed or erased meanwhile.
        """
        async with self._connection() as connection:
            with translated():
                async with connection.transaction(isolation="repeatable_read", readonly=True):
                    yield connection

    @asynccontextmanager
    async def statement(self) -> AsyncIterator[Transaction]:
        """Give a connection for one statement that commits by itself: one round trip, not three."""
        async with self.read() as connection:
            yield connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Transaction]:
        try:
            connection = await self._pool.acquire()
        except (*DRIVER_ERRORS, OSError, TimeoutError) as error:
            self.errors[StoreUnavailable.__name__] += 1
            raise _translate_connecting(error) from None
        _session(connection).chain_by(self._linker)
        try:
            yield connection
        except StoreError as error:
            self.errors[type(error).__name__] += 1
            raise
        finally:
            with translated():
                await self._pool.release(connection)


def linker_of(tx: Transaction) -> Linker:
    """Return what chains the trails of this transaction's database."""
    linker = _session(tx).linker
    if linker is None:
        raise LookupError("nobody has said how the trails of this database are chained")
    return linker


@asynccontextmanager
async def savepoint(tx: Transaction) -> AsyncIterator[Transaction]:
    """Undo the block alone when it raises; the transaction around it goes on."""
    with translated():
        async with tx.transaction():
            yield tx


async def retrying(
    deed: Callable[[], Awaitable[_Outcome]], tries: int = DEADLOCK_TRIES
) -> _Outcome:
    """Do a whole deed, and do it again when a deadlock ended its transaction."""
    for _ in range(tries - 1):
        try:
            return await deed()
        except Deadlock:
            continue
    return await deed()


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Open one connection outside the pool, for migrations and imports."""
    try:
        connection = await asyncpg.connect(url, server_settings=_SESSION)
    except (*DRIVER_ERRORS, OSError, TimeoutError) as error:
        raise _translate_connecting(error) from None
    try:
        await _set_up(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


def refuse_old(major: int) -> None:
    """Refuse a server that is too old, in one sentence."""
    if major < OLDEST_SERVER:
        raise StoreUnsuitable(
            f"heyan needs PostgreSQL {OLDEST_SERVER} or newer; this server is {major}."
        )


async def _set_up(connection: Transaction) -> None:
    refuse_old(connection.get_server_version().major)
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_pack_json, decoder=_unpack_json, format="binary"
    )


def _session(tx: Transaction) -> _Session:
    return cast(_Session, tx)  # the pool's proxy hands on whatever it does not know itself


async def _leave_as_it_is(_connection: Transaction) -> None:
    return None


def _pack_json(value: Any) -> bytes:
    return _JSONB_VERSION + msgspec.json.encode(value)


def _unpack_json(data: bytes) -> Any:
    return msgspec.json.decode(memoryview(data)[1:])


def _translate_connecting(error: Exception) -> StoreError:
    if isinstance(error, (OSError, TimeoutError)):
        return StoreUnavailable(f"PostgreSQL is not to be reached ({type(error).__name__})")
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return StoreUnsuitable("PostgreSQL has no such database; create it first.")
    if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
        return StoreUnsuitable("PostgreSQL does not let this user in with this password.")
    return translate(error)

"""What can go wrong with PostgreSQL, in the house's words and without a row's contents."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

_ARGUMENT = re.compile(r"query argument (\$\d+)")
_OUR_SQL_IS_WRONG = "42"

# What the driver and the socket under it may raise.
DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # it lost its thread, as when a connection ends in its midst
    ConnectionError,
)


class StoreError(Exception):
    """The store could not do what it was asked."""


class StoreUnavailable(StoreError):
    """PostgreSQL cannot be reached, or can write nothing; the same deed may succeed later."""


class StoreUnsuitable(StoreError):
    """PostgreSQL is there, but heyan cannot work with it as it is."""


class Deadlock(StoreError):
    """PostgreSQL ended this transaction for another's sake; the whole deed may be tried again."""


class Conflict(StoreError):
    """A row like this is there already."""

    def __init__(self, constraint: str) -> None:
        super().__init__(f"a row like this exists already ({constraint})")
        self.constraint = constraint


class StoreFault(StoreError):
    """PostgreSQL refused a statement: a fault of ours."""


class ReadOnly(StoreFault):
    """Nothing may be written: on a standby, or where we said ourselves that we only read."""


_UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it is shut down, or somebody ended the statement
    asyncpg.InsufficientResourcesError,  # disk, memory, connections
    asyncpg.PostgresSystemError,  # it cannot read or write its files
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InternalClientError,
    ConnectionError,
)


def translate(error: Exception) -> StoreError:
    """Put a driver's error into our words.

    PostgreSQL quotes values in its messages and details, and values may be personal data, so
    only names of things in the schema are carried over.
    """
    if isinstance(error, _UNAVAILABLE):
        return StoreUnavailable(f"PostgreSQL cannot do it now ({type(error).__name__})")
    if isinstance(error, (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)):
        return Deadlock(f"the transaction lost a race ({type(error).__name__})")
    if isinstance(error, asyncpg.UniqueViolationError):
        return Conflict(error.constraint_name or "unnamed")
    if unfit := _ARGUMENT.search(str(error)):
        return StoreFault(f"argument {unfit[1]} does not fit its type")
    if isinstance(error, asyncpg.PostgresError):
        fault = ReadOnly if isinstance(error, asyncpg.ReadOnlySQLTransactionError) else StoreFault
        return fault(_describe(error))
    return _translate_interface(error)


@contextmanager
def translated() -> Iterator[None]:
    """Turn driver errors that leave the block into ours, and let everything else pass."""
    try:
        yield
    except DRIVER_ERRORS as error:
        # Not chained: a traceback would print the values that the driver's error quotes.
        raise translate(error) from None


def _describe(error: asyncpg.PostgresError) -> str:
    where = [
        f"{word} {name}"
        for word, name in (
            ("table", error.table_name),
            ("column", error.column_name),
            ("constraint", error.constraint_name),
        )
        if name
    ]
    words = [f"{type(error).__name__} {error.sqlstate}", *where]
    if (error.sqlstate or "").startswith(_OUR_SQL_IS_WRONG):
        words.append(str(error.args[0]) if error.args else "")
    return ", ".join(filter(None, words))


def _translate_interface(error: Exception) -> StoreError:
    if "clos" in str(error) or "released" in str(error):
        return StoreUnavailable("the connection to PostgreSQL has been closed")
    return StoreFault(str(error))

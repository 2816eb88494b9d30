"""One PostgreSQL for the run, a template migrated once, and a clone of it for each test."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from heyan.casework.desk import Desk
from heyan.store.database import Database
from heyan.store.embedded import EmbeddedServer
from heyan.store.migrate import migrate
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk

T = TypeVar("T")

# How long an example takes is the machine's business: a busy one is no fault of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

NAMED = os.environ.get("HEYAN_TEST_DATABASE_URL") or os.environ.get("HEYAN_DATABASE_URL")
# Copying files is quicker where nothing is made safe; elsewhere its checkpoints cost more.
STRATEGY = "wal_log" if NAMED else "file_copy"
# Cloning a database makes hundreds of files; on a disk that took half of the time of all tests.
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - only where to look; octets
MORNING = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)  # nine o'clock in Beijing


def address(server: str, database: str) -> str:
    """Name another database on the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


def quickest_place() -> Path:
    """Find memory that holds files, if there is plenty and programs may run there; else a disk."""
    with suppress(OSError):
        found = os.statvfs(MEMORY)
        plenty = found.f_bavail * found.f_frsize >= ENOUGH
        if plenty and not found.f_flag & getattr(os, "ST_NOEXEC", 0) and os.access(MEMORY, os.W_OK):
            return MEMORY
    return Path(tempfile.gettempdir())


def tell(server: str, *statements: str) -> None:
    """Say something to the server outside any transaction."""

    async def say() -> None:
        connection = await asyncpg.connect(server)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    _run(say)


@pytest.fixture(scope="session")
def run_name(request: pytest.FixtureRequest) -> str:
    """Name this run; all its workers use one embedded server."""
    given = getattr(request.config, "workerinput", {}).get("testrunuid")
    return given or f"{os.getpid()}"


@pytest.fixture(scope="session")
def server(run_name: str) -> Iterator[str]:
    """Give the address of a PostgreSQL on which databases may be created."""
    if NAMED:
        yield NAMED
        return
    embedded = EmbeddedServer(quickest_place() / f"heyan-test-{run_name}", throwaway=True)
    url = _run(embedded.start)
    yield url
    _run(embedded.stop)


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """Migrate a database once, for each test to clone."""
    name = f"heyan_template_{os.getpid()}"
    tell(
        server,
        f"drop database if exists {name}",
        f"create database {name} template template0 encoding 'utf8'",
    )
    _run(lambda: migrate(address(server, name), MORNING))
    yield name
    tell(server, f"drop database {name} with (force)")


@pytest.fixture
def database_url(server: str, template: str) -> Iterator[str]:
    """Give a database of the test's own, migrated and empty."""
    name = f"heyan_test_{os.getpid()}"
    tell(
        server,
        f"drop database if exists {name} with (force)",
        f"create database {name} template {template} strategy {STRATEGY}",
    )
    yield address(server, name)
    tell(server, f"drop database {name} with (force)")


@pytest.fixture
def empty_url(server: str) -> Iterator[str]:
    """Give a database in which nothing is yet."""
    name = f"heyan_empty_{os.getpid()}"
    tell(server, f"drop database if exists {name} with (force)")
    tell(server, f"create database {name} template template0 encoding 'utf8'")
    yield address(server, name)
    tell(server, f"drop database {name} with (force)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, size=8)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    return build_desk(database, clock)


def _run(deed: Callable[[], Coroutine[object, object, T]]) -> T:
    with asyncio.Runner() as runner:
        return runner.run(deed())

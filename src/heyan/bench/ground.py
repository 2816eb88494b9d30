"""Where a bench measures: a database of its own, beside any house's and never within it."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from heyan.settings import Settings
from heyan.store.database import connect
from heyan.store.embedded import EmbeddedServer

_PREFIX = "heyan_bench"


@dataclass(frozen=True)
class Place:
    """On which server to measure: one that is named, or one that is started for it.

    What was seeded on one that is started in a `folder` stays there and is used again.
    """

    settings: Settings
    server: str | None = None
    folder: Path | None = None

    @property
    def keeps(self) -> bool:
        return self.server is None and self.folder is not None


@asynccontextmanager
async def open_ground(place: Place, name: str) -> AsyncIterator[Settings]:
    """Give the settings of a house on a database that is the bench's alone."""
    async with AsyncExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"{_PREFIX}-"))
        home = place.folder if place.keeps and place.folder else Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        server = place.server
        if server is None:
            embedded = EmbeddedServer(home / "postgres", throwaway=not place.keeps, safe=True)
            server = await stack.enter_async_context(embedded)
        own = f"{_PREFIX}_{name}" if place.keeps else f"{_PREFIX}_{name}_{os.getpid()}"
        if not (place.keeps and await _exists(server, own)):
            await _tell(server, f"create database {own} template template0 encoding 'utf8'")
        if not place.keeps:
            stack.push_async_callback(_tell, server, f"drop database {own} with (force)")
        yield replace(
            place.settings,
            database_url=urlunsplit(urlsplit(server)._replace(path=f"/{own}")),
            home=home,
            keys=home / f"{own}.keys.json",
        )


async def _exists(server: str, database: str) -> bool:
    connection = await connect(server)
    try:
        known = await connection.fetch("select datname from pg_database")
    finally:
        await connection.close()
    return database in {row["datname"] for row in known}


async def _tell(server: str, statement: str) -> None:
    connection = await connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

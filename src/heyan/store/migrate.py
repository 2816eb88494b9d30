"""Brings a database up to date by numbered SQL files, each applied once and in order."""

import asyncio
import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

import asyncpg

from heyan.store.database import Transaction, connect
from heyan.store.faults import StoreError, translated

logger = logging.getLogger(__name__)

MIGRATIONS = files("heyan.store") / "migrations"
LOCK = 0x68_65_79_61_6E  # any number that no other program on the server uses
LOCK_TRIES = 10
LOCK_REST = 1.0
_FILE = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)\.sql")

_LEDGER = """
create table if not exists migrations (
    number     integer primary key,
    name       text not null,
    checksum   text not null,
    applied_at timestamptz not null
)
"""


class MigrationError(StoreError):
    """The database and this release do not belong together."""


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.number:04}_{self.name}"


def read_migrations(folder: Traversable = MIGRATIONS) -> Sequence[Migration]:
    """Read the migrations of a folder, whose HEAD file names the last one."""
    found = [
        Migration(int(match["number"]), match["name"], entry.read_text("utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if (match := _FILE.fullmatch(entry.name))
    ]
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise MigrationError("The numbers of the migrations have a gap or a double.")
    head = (folder / "HEAD").read_text("utf-8").strip()
    last = str(found[-1]) if found else ""
    if head != last:
        raise MigrationError(f"HEAD names {head}, but the last migration is {last}.")
    return found


async def migrate(
    database: str | Transaction, now: datetime, folder: Traversable = MIGRATIONS
) -> list[str]:
    """Apply what is missing, and return the names of what was applied."""
    if not isinstance(database, str):
        return await _migrate(database, now, folder)
    connection = await connect(database)
    try:
        return await _migrate(connection, now, folder)
    finally:
        await connection.close()


async def find_missing(database: Transaction, folder: Traversable = MIGRATIONS) -> list[str]:
    """Return the names of the migrations that the database lacks; refuse one that is ahead."""
    with translated():
        known = await database.fetchval("select to_regclass('migrations') is not null")
        return [str(step) for step in await _outstanding(database, folder, known=known)]


async def _migrate(tx: Transaction, now: datetime, folder: Traversable) -> list[str]:
    with translated():
        # Whoever comes second waits, and then finds nothing left to do.
        await tx.execute("select pg_advisory_lock($1)", LOCK)
        try:
            await tx.execute(_LEDGER)
            missing = await _outstanding(tx, folder, known=True)
            for migration in missing:
                await _apply_patiently(tx, migration, now)
        finally:
            await tx.execute("select pg_advisory_unlock($1)", LOCK)
    return [str(migration) for migration in missing]


async def _outstanding(tx: Transaction, folder: Traversable, *, known: bool) -> Sequence[Migration]:
    ours = {migration.number: migration for migration in read_migrations(folder)}
    rows = await tx.fetch("select number, name, checksum from migrations") if known else []
    for row in rows:
        _refuse_stranger(row, ours)
    applied = {row["number"] for row in rows}
    return [migration for number, migration in ours.items() if number not in applied]


def _refuse_stranger(row: asyncpg.Record, ours: Mapping[int, Migration]) -> None:
    migration = ours.get(row["number"])
    if migration is None:
        # A migration works with the release before it, which may start again during a roll-out.
        logger.warning(
            "The database is ahead of this release: it knows migration %04d_%s",
            row["number"],
            row["name"],
        )
        return
    if (migration.name, migration.checksum) != (row["name"], row["checksum"]):
        raise MigrationError(f"Migration {migration} is not the one that was applied.")


async def _apply_patiently(tx: Transaction, migration: Migration, now: datetime) -> None:
    """Ask for table locks briefly, so that nobody queues behind us while we wait for one."""
    for _ in range(LOCK_TRIES - 1):
        try:
            return await _apply(tx, migration, now)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            logger.info("Migration %s waits for a lock and tries again", migration)
            await asyncio.sleep(LOCK_REST)
    return await _apply(tx, migration, now)


async def _apply(tx: Transaction, migration: Migration, now: datetime) -> None:
    async with tx.transaction():
        await tx.execute("set local lock_timeout = '3s'")
        await tx.execute(migration.sql)
        await tx.execute(
            "insert into migrations (number, name, checksum, applied_at) values ($1, $2, $3, $4)",
            migration.number,
            migration.name,
            migration.checksum,
            now,
        )
    logger.info("Migration %s is applied", migration)

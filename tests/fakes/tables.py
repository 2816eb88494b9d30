"""What somebody with all rights over the database does: reads every row, takes the lock off."""

from heyan.casework.desk import Desk
from heyan.store.database import Transaction


async def dump(desk: Desk) -> str:
    """Write every row of every table as PostgreSQL writes it, octets in hex."""
    async with desk.database.read() as tx:
        tables = await tx.fetch("select tablename from pg_tables where schemaname = 'public'")
        rows = [
            row["line"]
            for table in tables
            for row in await tx.fetch(f'select t::text as line from "{table["tablename"]}" t')  # noqa: S608 - a table's own name
        ]
    return "\n".join(rows)


async def unlock_trail(tx: Transaction) -> None:
    """Take off what refuses to have the trail rewritten, as its owner can."""
    await _turn_lock(tx, "disable")


async def lock_trail(tx: Transaction) -> None:
    await _turn_lock(tx, "enable")


async def _turn_lock(tx: Transaction, way: str) -> None:
    for table in ("trail", "trail_heads"):
        await tx.execute(f"alter table {table} {way} trigger user")

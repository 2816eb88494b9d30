"""What a thief of the database gets: every row of every table."""

from heyan.casework.desk import Desk


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

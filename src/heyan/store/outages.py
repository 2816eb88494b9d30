"""Declared outages; cases are loaded with their spans."""

from datetime import datetime

from heyan.rules.outages import Outage
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("outages")


async def add(tx: Transaction, outage: Outage, reason: str, now: datetime) -> None:
    await _Q["insert_outage"].execute(
        tx, starts_at=outage.starts_at, ends_at=outage.ends_at, reason=reason, now=now
    )


async def was_any(tx: Transaction) -> bool:
    """Return whether an outage was ever declared."""
    return bool(await _Q["any_outage"].fetchval(tx))


async def find_all(tx: Transaction) -> list[tuple[Outage, str, datetime]]:
    rows = await _Q["all_outages"].fetch(tx)
    return [
        (Outage(row["starts_at"], row["ends_at"]), row["reason"], row["declared_at"])
        for row in rows
    ]

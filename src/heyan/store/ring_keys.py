"""What in the database needs which key of the ring, and wrapping data keys under a newer one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("ring_keys")


async def codes_in_use(tx: Transaction, province: int) -> Counter[str]:
    """Count the challenges of cases that have not ended, by the key of their codes."""
    rows = await _Q["codes_in_use"].fetch(tx, province=province)
    return Counter({row["code_key"]: row["count"] for row in rows})


async def wrappings_in_use(tx: Transaction, province: int) -> Counter[str]:
    """Count the data keys of cases and registered subjects, by the key they are wrapped under."""
    count = Counter[str]()
    for name in ("cases_in_use", "subjects_in_use"):
        for row in await _Q[name].fetch(tx, province=province):
            count[row["ring_key"].decode(errors="replace")] += row["count"]
    return count


async def stale_cases(
    tx: Transaction, province: int, wrapping: bytes, after: int, most: int
) -> list[asyncpg.Record]:
    return await _Q["stale_cases"].fetch(
        tx, province=province, wrapping=wrapping, after=after, most=most
    )


async def rewrap_cases(
    tx: Transaction, province: int, numbers: Sequence[int], data_keys: Sequence[bytes]
) -> None:
    await _Q["rewrap_cases"].execute(tx, province=province, numbers=numbers, data_keys=data_keys)


async def stale_subjects(
    tx: Transaction, province: int, wrapping: bytes, after: str, most: int
) -> list[asyncpg.Record]:
    return await _Q["stale_subjects"].fetch(
        tx, province=province, wrapping=wrapping, after=after, most=most
    )


async def rewrap_subjects(
    tx: Transaction, province: int, numbers: Sequence[str], data_keys: Sequence[bytes]
) -> None:
    await _Q["rewrap_subjects"].execute(tx, province=province, numbers=numbers, data_keys=data_keys)


async def running(tx: Transaction, own: Transaction) -> set[tuple[int, datetime]]:
    """Return which transactions of the house run now, but for one's own."""
    rows = await _Q["running"].fetch(tx, own=own.get_server_pid())
    return {(row["pid"], row["xact_start"]) for row in rows}

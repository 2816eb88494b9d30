"""Erasing: what is personal of ended cases leaves every table; how they went stays."""

from collections.abc import Sequence
from datetime import datetime

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("erasing")


async def provinces_to_erase(
    tx: Transaction, provinces: Sequence[int], before: datetime
) -> list[int]:
    rows = await _Q["provinces_to_erase"].fetch(tx, provinces=provinces, before=before)
    return [row["province"] for row in rows]


async def take_ended(tx: Transaction, province: int, before: datetime, most: int) -> list[int]:
    """Hold cases that ended before a moment and are not erased; return their numbers."""
    rows = await _Q["take_ended"].fetch(tx, province=province, before=before, most=most)
    return [row["number"] for row in rows]


async def erase(tx: Transaction, province: int, numbers: Sequence[int], now: datetime) -> None:
    """Destroy the data keys of held cases, every keyed hash, and what the keys sealed."""
    await _Q["erase_cases"].execute(tx, province=province, numbers=numbers, now=now)
    for name in (
        "erase_early", "erase_challenges", "erase_messages", "erase_filings", "erase_answers",
    ):  # fmt: skip
        await _Q[name].execute(tx, province=province, numbers=numbers)

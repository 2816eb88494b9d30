"""What intake looks up beside cases: answers given before, numbers that changed their carrier."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import asyncpg

from heyan.rules.phone import Carrier
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("intake")


@dataclass(frozen=True)
class GivenAnswer:
    """The case that a provider was told of, under keyed hashes of an Idempotency-Key and body."""

    provider: int
    key: bytes
    body: bytes
    number: int


async def find_answer(
    tx: Transaction, provider: int, key: bytes, since: datetime
) -> asyncpg.Record | None:
    return await _Q["find_answer"].fetchrow(tx, provider=provider, key=key, since=since)


async def keep_answer(tx: Transaction, province: int, answer: GivenAnswer, now: datetime) -> None:
    await _Q["keep_answer"].execute(tx, province=province, now=now, **asdict(answer))


async def drop_answers(tx: Transaction, before: datetime) -> int:
    return await _Q["drop_answers"].execute(tx, before=before)


async def find_ported(tx: Transaction, mobiles: Sequence[bytes]) -> dict[bytes, Carrier]:
    rows = await _Q["find_ported"].fetch(tx, mobiles=mobiles)
    return {row["mobile"]: Carrier(row["carrier"]) for row in rows}


async def put_ported(tx: Transaction, carriers: Mapping[bytes, Carrier], now: datetime) -> None:
    await _Q["put_ported"].execute(
        tx, mobiles=list(carriers), carriers=list(carriers.values()), now=now
    )


async def find_known(tx: Transaction, mobiles: Sequence[bytes], since: datetime) -> set[bytes]:
    """Return those of the numbers that were imported, or looked up lately."""
    rows = await _Q["find_known"].fetch(tx, mobiles=mobiles, since=since)
    return {row["mobile"] for row in rows}


async def put_looked_up(tx: Transaction, carriers: Mapping[bytes, Carrier], now: datetime) -> None:
    await _Q["put_looked_up"].execute(
        tx, mobiles=list(carriers), carriers=list(carriers.values()), now=now
    )


async def drop_looked_up(tx: Transaction, before: datetime) -> int:
    return await _Q["drop_looked_up"].execute(tx, before=before)

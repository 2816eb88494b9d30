"""Test messages (测试短信): who sent them when over which account, and what became of them."""

from dataclasses import dataclass
from datetime import datetime

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("trials")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One test message; its receiver is known by a keyed hash and not told."""

    at: datetime
    account: str
    operator: str
    outcome: str | None


async def add(tx: Transaction, account: str, mobile: bytes, operator: str, now: datetime) -> int:
    number: int = await _Q["add"].fetchval(
        tx, account=account, mobile=mobile, operator=operator, now=now
    )
    return number


async def save_outcome(tx: Transaction, number: int, outcome: str) -> None:
    await _Q["save_outcome"].execute(tx, id=number, outcome=outcome)


async def since(tx: Transaction, moment: datetime) -> list[tuple[datetime, bytes]]:
    rows = await _Q["since"].fetch(tx, since=moment)
    return [(row["at"], row["mobile"]) for row in rows]


async def latest(tx: Transaction, most: int) -> list[Trial]:
    return [Trial(**row) for row in await _Q["latest"].fetch(tx, most=most)]

"""What the house remembers of itself: which key ring, which clock."""

from collections.abc import Collection, Mapping
from typing import Any

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("house")


async def read_fact(tx: Transaction, name: str) -> Any:
    return await _Q["read_fact"].fetchval(tx, name=name)


async def keep_fact(tx: Transaction, name: str, value: Any) -> Any:
    """Remember a value unless there is one; return the one that is remembered."""
    await _Q["keep_fact"].execute(tx, name=name, value=value)
    return await read_fact(tx, name)


async def replace_fact(tx: Transaction, name: str, value: Any) -> None:
    await _Q["replace_fact"].execute(tx, name=name, value=value)


async def add_to_fact(tx: Transaction, name: str, more: Mapping[str, Any]) -> None:
    """Add members to an object that is remembered."""
    await _Q["add_to_fact"].execute(tx, name=name, value=more)


async def take_from_fact(tx: Transaction, name: str, members: Collection[str]) -> None:
    """Take members out of an object that is remembered."""
    await _Q["take_from_fact"].execute(tx, name=name, keys=list(members))

"""Providers (接入服务商), officers of the bureaus, and their keys."""

from datetime import datetime

import asyncpg

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("people")


async def add_provider(tx: Transaction, name: str, now: datetime) -> int | None:
    """Enter a provider; None when the name is taken."""
    provider: int | None = await _Q["insert_provider"].fetchval(tx, name=name, now=now)
    return provider


async def find_provider(tx: Transaction, name: str) -> int | None:
    provider: int | None = await _Q["find_provider"].fetchval(tx, name=name)
    return provider


async def list_providers(tx: Transaction) -> dict[int, str]:
    return {row["id"]: row["name"] for row in await _Q["list_providers"].fetch(tx)}


async def add_officer(tx: Transaction, name: str, province: int, now: datetime) -> int | None:
    """Enter an officer; None when the name is taken."""
    officer: int | None = await _Q["insert_officer"].fetchval(
        tx, name=name, province=province, now=now
    )
    return officer


async def add_key(
    tx: Transaction,
    key_id: str,
    key_hash: bytes,
    now: datetime,
    *,
    provider: int | None = None,
    officer: int | None = None,
) -> None:
    await _Q["insert_key"].execute(
        tx, id=key_id, provider=provider, officer=officer, hash=key_hash, now=now
    )


async def find_key(tx: Transaction, key_id: str) -> asyncpg.Record | None:
    return await _Q["find_key"].fetchrow(tx, id=key_id)

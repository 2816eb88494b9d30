"""Captchas (图形验证) that wait for their one try."""

from dataclasses import asdict, dataclass
from datetime import datetime

import asyncpg

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("captchas")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept of a captcha: keyed hashes of the browser and the answer."""

    id: str
    purpose: str
    browser: bytes
    answer: bytes
    expires_at: datetime


async def add(tx: Transaction, province: int, captcha: Kept) -> None:
    await _Q["insert_captcha"].execute(tx, province=province, **asdict(captcha))


async def spend(tx: Transaction, province: int, captcha: str) -> asyncpg.Record | None:
    """Take a captcha away, whoever asks: forty at once get it once (R26)."""
    return await _Q["spend_captcha"].fetchrow(tx, province=province, id=captcha)


async def find(tx: Transaction, province: int, captcha: str) -> asyncpg.Record | None:
    """Return whose a captcha is, leaving it where it is."""
    return await _Q["find_captcha"].fetchrow(tx, province=province, id=captcha)


async def drop_expired(tx: Transaction, province: int, now: datetime) -> int:
    return await _Q["drop_expired"].execute(tx, province=province, now=now)

"""Captchas (图形验证) that wait for their one try."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

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


async def add(tx: Transaction, province: int, new: Sequence[Kept]) -> None:
    await _Q["insert_captchas"].execute(
        tx,
        province=province,
        ids=[each.id for each in new],
        purposes=[each.purpose for each in new],
        browsers=[each.browser for each in new],
        answers=[each.answer for each in new],
        expires_ats=[each.expires_at for each in new],
    )


async def spend(tx: Transaction, province: int, ids: Collection[str]) -> dict[str, Kept]:
    """Take captchas away, whoever asks: forty at once get one of them once (R26)."""
    rows = await _Q["spend_captchas"].fetch(tx, province=province, ids=sorted(ids))
    return {row["id"]: Kept(**dict(row)) for row in rows}


async def find(tx: Transaction, province: int, captcha: str) -> Kept | None:
    """Return what is kept of a captcha, leaving it where it is."""
    row = await _Q["find_captcha"].fetchrow(tx, province=province, id=captcha)
    return Kept(**dict(row)) if row else None


async def drop_expired(tx: Transaction, province: int, now: datetime) -> int:
    return await _Q["drop_expired"].execute(tx, province=province, now=now)

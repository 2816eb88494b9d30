"""Captchas (图形验证) that wait for their one try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heyan.rules.limits import Reach, Standing
from heyan.rules.provinces import NATION
from heyan.store.database import Transaction
from heyan.store.queries import read_queries
from heyan.store.tries import Subject

_Q = read_queries("captchas")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept of a captcha: keyed hashes of the browser and the answer."""

    id: str
    purpose: str
    browser: bytes
    answer: bytes
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a form brings to pass a captcha, and whose try it then is."""

    id: str
    purpose: str
    browser: bytes
    answer: bytes  # keyed hash of what somebody reads in the picture
    if_read: int  # as how many tries it counts if that is right
    otherwise: int | None  # as how many it counts if right in another way; None: it is not
    tries: Sequence[Subject] = ()


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


async def spend(
    tx: Transaction, province: int, brought: Sequence[Brought], now: datetime, before: datetime
) -> tuple[dict[str, bool], dict[Subject, Standing]]:
    """Take captchas away, whoever asks: forty at once get one of them once (R26).

    Return which were passed, with whether by their pictures, and how each subject of a try that
    was counted stood without these. `before`: windows of tries that began then or earlier are over.
    """
    tries = [(each.id, subject) for each in brought for subject in each.tries]
    rows = await _Q["spend_captchas"].fetch(
        tx,
        province=province,
        everywhere=NATION.code,
        now=now,
        before=before,
        ids=[each.id for each in brought],
        purposes=[each.purpose for each in brought],
        browsers=[each.browser for each in brought],
        answers=[each.answer for each in brought],
        if_reads=[each.if_read for each in brought],
        otherwises=[each.otherwise for each in brought],
        tries=[captcha for captcha, _ in tries],
        reaches=[reach for _, (reach, _) in tries],
        subjects=[subject for _, (_, subject) in tries],
    )
    passed: dict[str, bool] = {}
    weights: dict[str, int] = {}
    standings: dict[Subject, Standing] = {}
    for captcha, read, reach, subject, since, count in rows:
        if captcha is None:
            standings[Reach(reach), subject] = Standing(since, count)
        else:
            passed[captcha], weights[captcha] = read, count
    for captcha, each in tries:
        if captcha in weights:
            standings[each].count -= weights[captcha]
    return passed, standings


async def find(tx: Transaction, province: int, captcha: str) -> Kept | None:
    """Return what is kept of a captcha, leaving it where it is."""
    row = await _Q["find_captcha"].fetchrow(tx, province=province, id=captcha)
    return Kept(**dict(row)) if row else None


async def drop_expired(tx: Transaction, province: int, now: datetime) -> int:
    return await _Q["drop_expired"].execute(tx, province=province, now=now)

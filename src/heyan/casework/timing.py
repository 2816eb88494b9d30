"""Time acts on cases: noon's resend, expiry (R11, R22, R23)."""

import logging
from datetime import datetime, timedelta
from functools import partial

from heyan.casework import consequences, porting
from heyan.casework.consequences import Changes, changes_of
from heyan.casework.counting import forget_tries
from heyan.casework.desk import PROVINCES, SICK_LEAVE, Desk
from heyan.casework.reporting import MOST_EARLY_REPORTS, REPORTS_KEPT
from heyan.rules.case import pass_time
from heyan.rules.ids import CaseId
from heyan.store import captchas, cases, early, intake
from heyan.store.case_rows import Stored
from heyan.store.database import StoreUnavailable, Transaction, retrying

logger = logging.getLogger(__name__)

MOST = 500

_ANSWERS_KEPT = timedelta(days=7)


async def work_due_cases(desk: Desk, most: int = MOST) -> int:
    """Do what time demands of cases that are due. Return how many there were.

    When a batch faults, its cases are worked one by one; one that faults by itself goes on sick
    leave, so that it cannot hold up those behind it.
    """
    now = desk.clock()
    async with desk.database.read() as tx:
        provinces = await cases.provinces_due(tx, PROVINCES, now)
    worked = 0
    for province in provinces:
        try:
            worked += await retrying(partial(_work, desk, province, now, most))
        except Exception:
            logger.exception("%s: a batch of due cases failed; trying them one by one.", province)
            worked += await _work_one_by_one(desk, province, now, most)
    return worked


async def tidy(desk: Desk) -> None:
    """Forget what nobody can ask for any more."""
    now = desk.clock()
    async with desk.database.transaction() as tx:
        for province in PROVINCES:
            await captchas.drop_expired(tx, province, desk.hand_time())
        await early.drop_old(tx, now - REPORTS_KEPT)
        await early.drop_beyond(tx, MOST_EARLY_REPORTS)
        await intake.drop_answers(tx, now - _ANSWERS_KEPT)
        await intake.drop_looked_up(tx, now - porting.KEPT)
    await forget_tries(desk, now)


async def _work(desk: Desk, province: int, now: datetime, most: int) -> int:
    async with desk.database.transaction() as tx:
        loaded = await cases.take_due(tx, desk.sealer, province, now, most)
        changes = await _pass_time(tx, province, loaded, now)
    if changes.queued:
        desk.ring_for_messages()
    desk.tally.note_batch("due", len(loaded))
    return len(loaded)


async def _pass_time(
    tx: Transaction, province: int, loaded: dict[int, Stored], now: datetime
) -> Changes:
    changes = changes_of(province, loaded)
    for stored in loaded.values():
        changes.take(pass_time(stored.case, now))
    await consequences.save(tx, changes, now, all_of_them=True)  # an outage moves deadlines
    return changes


async def _work_one_by_one(desk: Desk, province: int, now: datetime, most: int) -> int:
    async with desk.database.transaction() as tx:
        numbers = await cases.take_due_numbers(tx, province, now, most)
    for number in numbers:
        await _work_one(desk, CaseId(province, number), now)
    return len(numbers)


async def _pass_time_of(desk: Desk, case: CaseId, now: datetime) -> Changes:
    async with desk.database.transaction() as tx:
        loaded = await cases.lock(tx, desk.sealer, case.province, [case.number])
        return await _pass_time(tx, case.province, loaded, now)


async def _work_one(desk: Desk, case: CaseId, now: datetime) -> None:
    try:
        changes = await retrying(partial(_pass_time_of, desk, case, now))
    except StoreUnavailable:
        raise  # it is not the case that is sick
    except Exception:
        rested = now + SICK_LEAVE
        logger.exception("Case %s failed and rests until %s.", case, rested)
        async with desk.database.transaction() as tx:
            await cases.postpone(tx, case.province, [case.number], rested)
        return
    if changes.queued:
        desk.ring_for_messages()

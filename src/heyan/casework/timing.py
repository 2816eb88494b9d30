"""Time acts on cases: noon's resend, expiry (R11, R22, R23)."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from heyan.casework import consequences
from heyan.casework.answers.counting import forget_tries
from heyan.casework.consequences import Changes, changes_of
from heyan.casework.desk import PROVINCES, SICK_LEAVE, Desk
from heyan.casework.messages import porting
from heyan.casework.messages.reporting import MOST_EARLY_REPORTS, REPORTS_KEPT
from heyan.rules.case import pass_time
from heyan.rules.ids import CaseId
from heyan.store import captchas, cases, due_cases, early, intake
from heyan.store.case_rows import Stored
from heyan.store.database import StoreUnavailable, Transaction, retrying
from heyan.store.due_cases import FIRST_PLACE, Place

logger = logging.getLogger(__name__)

MOST = 500

# What was passed over (it was in other hands, or became due behind) waits no longer than this.
AFRESH = timedelta(minutes=1)

_ANSWERS_KEPT = timedelta(days=7)


@dataclass
class Sweep:
    """How far one process has come in each province, so that it looks at nothing twice.

    What was worked is still met in the index while a backup or a report holds an old snapshot.
    """

    begun_at: datetime | None = None
    places: dict[int, Place] = field(default_factory=dict)

    def go_on(self, now: datetime) -> None:
        """Go on from where it was, and from the beginning once a minute."""
        if self.begun_at is None or not self.begun_at <= now < self.begun_at + AFRESH:
            self.begun_at = now
            self.places.clear()


async def work_due_cases(desk: Desk, most: int = MOST, sweep: Sweep | None = None) -> int:
    """Do what time demands of cases that are due. Return how many there were.

    A sweep goes on behind where it came; without one, everything is looked through. When a batch
    faults, its cases are worked one by one; one that faults by itself goes on sick leave, so that
    it cannot hold up those behind it.
    """
    now = desk.clock()
    places = {} if sweep is None else sweep.places
    if sweep is not None:
        sweep.go_on(now)
    async with desk.database.read() as tx:
        provinces = await due_cases.provinces_due(tx, PROVINCES, now, places)
    worked = 0
    for province in provinces:
        after = places.get(province, FIRST_PLACE)
        try:
            count, last = await retrying(partial(_work, desk, province, now, most, after))
            places[province] = last  # it is committed
        except Exception:
            logger.exception("%s: a batch of due cases failed; trying them one by one.", province)
            count = await _work_one_by_one(desk, province, now, most, after)
        worked += count
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


async def _work(
    desk: Desk, province: int, now: datetime, most: int, after: Place
) -> tuple[int, Place]:
    async with desk.database.transaction() as tx:
        loaded, last = await cases.take_due(tx, desk.sealer, province, now, most, after)
        changes = await _pass_time(tx, province, loaded, now)
    if changes.queued:
        desk.ring_for_messages()
    desk.tally.note_batch("due", len(loaded))
    return len(loaded), last


async def _pass_time(
    tx: Transaction, province: int, loaded: dict[int, Stored], now: datetime
) -> Changes:
    changes = changes_of(province, loaded)
    for stored in loaded.values():
        changes.take(pass_time(stored.case, now))
    await consequences.save(tx, changes, now, all_of_them=True)  # an outage moves deadlines
    return changes


async def _work_one_by_one(
    desk: Desk, province: int, now: datetime, most: int, after: Place
) -> int:
    async with desk.database.transaction() as tx:
        rows, _ = await due_cases.take(tx, province, now, most, after)
    for row in rows:
        await _work_one(desk, CaseId(province, row["number"]), now)
    return len(rows)


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

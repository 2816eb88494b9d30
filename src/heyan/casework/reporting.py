"""A carrier's link brings status reports, in any order, more than once, under any id (R22)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from heyan.casework.desk import Desk
from heyan.casework.matching import match
from heyan.casework.sending import id_word, moved_ones, record_results
from heyan.casework.settling import OPEN, report, told_of
from heyan.rules.calendar import read_stamp
from heyan.rules.ids import CaseId
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, MessageKey, Result
from heyan.rules.phone import read_mobile
from heyan.store import cases, early, messages, trail
from heyan.store.database import Transaction, retrying
from heyan.store.early import Early, Told
from heyan.store.messages import Message
from heyan.store.trail import Happened

# So long a report may speak for a message whose answer never came (protocols.md 6.4).
REPORTS_KEPT = timedelta(hours=48)


async def record_reports(desk: Desk, account: str, reports: Sequence[CarrierReport]) -> None:
    """Write down status reports; those whose message is not known yet are kept for it."""
    final = [r for r in reports if r.outcome is not Delivery.INTERMEDIATE]
    if final:
        desk.tally.note_batch("reports", len(final))
        unanswered = await retrying(partial(_record_reports, desk, account, final))
        await record_results(desk, account, unanswered)


async def _record_reports(
    desk: Desk, account: str, reports: Sequence[CarrierReport]
) -> list[Result]:
    """Return what the reports tell beside: who is reported on was accepted, answer or none."""
    now = desk.clock()
    ids = list(dict.fromkeys(report.carrier_id for report in reports))
    async with desk.database.transaction() as tx:
        await cases.lock_words(tx, [id_word(desk, account, carrier_id) for carrier_id in ids])
        found = await messages.find_by_carrier_id(tx, account, ids)
        known = [message for message in found if message.state not in OPEN]
        by_province = defaultdict[int, list[MessageKey]](list)
        for message in known:
            by_province[message.key.province].append(message.key)
        for province, keys in sorted(by_province.items()):
            await _report_in(tx, province, keys, reports, now)
        placed = {message.carrier_id for message in known}
        kept = [_told(desk, account, r, now) for r in reports if r.carrier_id not in placed]
        await early.keep(tx, kept)
        strange = [t.early for t in kept if t.early.carrier_id not in {m.carrier_id for m in found}]
        guessed = await _by_number(tx, strange, now)
    named = [Result(m.key, Accepted(m.carrier_id or "")) for m in found if m.state in OPEN]
    return named + guessed


def _told(desk: Desk, account: str, told: CarrierReport, now: datetime) -> Told:
    mobile = read_mobile(told.mobile)
    heard = Early(
        account=account,
        carrier_id=told.carrier_id,
        mobile=None if mobile is None else desk.mobile_hash(mobile),
        submitted_at=read_stamp(told.submitted),
        received_at=now,
    )
    return Told(early=heard, delivery=told.outcome, stat=told.stat)


async def _by_number(tx: Transaction, strange: Sequence[Early], now: datetime) -> list[Result]:
    """Find by their numbers the messages of reports whose ids no answer has given."""
    mobiles = sorted({told.mobile for told in strange if told.mobile is not None})
    if not mobiles:
        return []
    unheard_of = await messages.find_unheard_of(tx, mobiles, now - REPORTS_KEPT)
    return [result for _, result in match(strange, unheard_of, now)]


async def _report_in(
    tx: Transaction,
    province: int,
    keys: Sequence[MessageKey],
    reports: Iterable[CarrierReport],
    now: datetime,
) -> None:
    held = await messages.lock(tx, province, keys)
    by_id = {message.carrier_id: key for key, message in held.items()}
    moved: dict[MessageKey, Message] = dict(held)
    for told in reports:
        key = by_id.get(told.carrier_id)
        if key is not None:
            moved[key] = report(moved[key], told.outcome, told.stat, now)
    changed = moved_ones(held, moved)
    await messages.save(tx, province, changed)
    owners = await cases.providers_of(tx, province, [message.key.case for message in changed])
    happened = [
        Happened(CaseId(province, m.key.case), owners[m.key.case], told_of(m)) for m in changed
    ]
    await trail.append(tx, province, happened, now)

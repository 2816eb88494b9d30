"""A carrier's link brings status reports, in any order, more than once, under any id (R22)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from heyan.casework.desk import Desk
from heyan.casework.messages.matching import match, whose
from heyan.casework.messages.sending import id_word, moved_ones, record_results
from heyan.casework.messages.settling import OPEN, report, told_of
from heyan.rules.calendar import read_stamp
from heyan.rules.ids import CaseId
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, MessageKey, Result
from heyan.rules.phone import read_mobile
from heyan.store import cases, early, messages, standings
from heyan.store.database import Transaction, retrying
from heyan.store.early import Early, Told
from heyan.store.messages import Message
from heyan.store.standings import Outcome
from heyan.store.trail import Happened

# So long a report may speak for a message whose answer never came (protocols.md 6.4).
REPORTS_KEPT = timedelta(hours=48)
MOST_EARLY_REPORTS = 200_000  # some 50 MB; beyond it the oldest are forgotten first
_STEP = timedelta(microseconds=1)  # between reports that come together, to keep their order


async def record_heard(
    desk: Desk, account: str, results: Sequence[Result], reports: Sequence[CarrierReport]
) -> None:
    """Write down answers and reports that came together: one transaction for what is of both."""
    told = _final(desk, account, reports)
    taken = set(await record_results(desk, account, results, told) if results else ())
    await _record_told(desk, account, [each for each in told if each not in taken])


async def record_reports(desk: Desk, account: str, reports: Sequence[CarrierReport]) -> None:
    """Write down status reports; those whose message is not known yet are kept for it."""
    await _record_told(desk, account, _final(desk, account, reports))


async def _record_told(desk: Desk, account: str, told: Sequence[Told]) -> None:
    if told:
        desk.tally.note_batch("reports", len(told))
        unanswered = await retrying(partial(_record_reports, desk, account, told))
        await record_results(desk, account, unanswered)


async def _record_reports(desk: Desk, account: str, all_told: Sequence[Told]) -> list[Result]:
    """Return what the reports tell beside: who is reported on was accepted, answer or none."""
    now = desk.clock()
    ids = list(dict.fromkeys(told.early.carrier_id for told in all_told))
    by_province = defaultdict[int, list[tuple[MessageKey, Told]]](list)
    named: list[Result] = []
    kept: list[Told] = []
    strange: list[Early] = []
    async with desk.database.transaction() as tx:
        await cases.lock_words(tx, [id_word(desk, account, carrier_id) for carrier_id in ids])
        found = await messages.find_by_carrier_id(tx, account, ids, now - REPORTS_KEPT)
        for told in all_told:
            message = whose(told.early, found)
            if message is not None and message.state not in OPEN:
                by_province[message.key.province].append((message.key, told))
                continue
            kept.append(told)
            if message is None:
                strange.append(told.early)
            else:
                named.append(Result(message.key, Accepted(told.early.carrier_id)))
        for province, placed in sorted(by_province.items()):
            await _report_in(tx, province, placed, now)
        await _keep(tx, kept)
        guessed = await _by_number(tx, strange, now)
    return named + guessed


async def _keep(tx: Transaction, kept: Sequence[Told]) -> None:
    """Keep reports for their messages; the oldest of too many make room in the same moment."""
    if kept:
        await early.keep(tx, kept)
        await early.drop_beyond(tx, MOST_EARLY_REPORTS)


def _final(desk: Desk, account: str, reports: Sequence[CarrierReport]) -> list[Told]:
    """Read the reports that say what became of a message."""
    now = desk.clock()
    final = [each for each in reports if each.outcome is not Delivery.INTERMEDIATE]
    return [_told(desk, account, each, now + n * _STEP) for n, each in enumerate(final)]


def _told(desk: Desk, account: str, told: CarrierReport, at: datetime) -> Told:
    mobile = read_mobile(told.mobile)
    heard = Early(
        account=account,
        carrier_id=told.carrier_id,
        mobile=None if mobile is None else desk.mobile_hash(mobile),
        submitted_at=read_stamp(told.submitted),
        received_at=at,
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
    tx: Transaction, province: int, placed: Sequence[tuple[MessageKey, Told]], now: datetime
) -> None:
    held = await messages.lock(tx, province, [key for key, _ in placed])
    moved: dict[MessageKey, Message] = dict(held)
    for key, told in placed:
        if key in moved:
            moved[key] = report(moved[key], told.delivery, told.stat, now)
    changed = moved_ones(held, moved)
    await messages.save(tx, province, changed)
    owners = await cases.providers_of(tx, province, [message.key.case for message in changed])
    happened = [
        Happened(CaseId(province, m.key.case), owners[m.key.case], told_of(m)) for m in changed
    ]
    await standings.write(tx, Outcome(province, now, happened=happened))

"""The bureau's officers judge what has been verified (R28, R29)."""

import logging
from functools import partial

import msgspec

from heyan.casework import consequences
from heyan.casework.bureau.registering import enter
from heyan.casework.consequences import changes_of
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.bases import stand
from heyan.casework.filings.views import FilingView, Page, ReviewView
from heyan.casework.people import Officer
from heyan.casework.personal import seal_personal
from heyan.keys.sealing import UNREADABLE
from heyan.rules.admission import misfits
from heyan.rules.approval import entries, numbers
from heyan.rules.calendar import beijing_day, in_beijing
from heyan.rules.case import Case
from heyan.rules.events import FilingVerified
from heyan.rules.filing import Filing, FilingKind
from heyan.rules.ids import CaseId
from heyan.rules.policy import demands
from heyan.rules.refusals import BadCursor, MovedOn, NoSuchFiling, RegisterMoved
from heyan.rules.register import Registered, subject_number
from heyan.rules.verdicts import approve as approve_case
from heyan.rules.verdicts import reject as reject_case
from heyan.rules.writing import filing_from
from heyan.store import cases, filings, people, register, trail
from heyan.store.case_rows import Stored
from heyan.store.database import Transaction, retrying
from heyan.store.register import Pen

logger = logging.getLogger(__name__)

_HARMLESS = "nothing_changed"  # another filing has written the same


async def list_reviews(
    desk: Desk, officer: Officer, *, after: str | None = None, limit: int = 50
) -> Page[ReviewView]:
    """List what waits for a verdict in the officer's province, oldest first. Raises BadCursor."""
    begin = CaseId(officer.province, 0) if after is None else CaseId.read(after)
    if begin is None or begin.province != officer.province:
        raise BadCursor
    async with desk.database.snapshot() as tx:
        found = await cases.list_reviews(tx, officer.province, begin.number, limit + 1)
        names = await people.list_providers(tx)
        views = [await _review_view(desk, tx, stored, names) for stored in found[:limit]]
    return Page(views, views[-1].id if len(found) > limit else None)


async def approve(desk: Desk, officer: Officer, case: CaseId) -> FilingView:
    """Approve, and write the register. Raises NoSuchFiling, MovedOn, RegisterMoved."""
    await retrying(partial(_approve, desk, officer, case))
    return await lookups.find_filing(desk, None, case)


async def reject(desk: Desk, officer: Officer, case: CaseId, reason: str) -> FilingView:
    """Reject with a reason. Raises NoSuchFiling, MovedOn, NeedsReason."""
    await retrying(partial(_reject, desk, officer, case, reason))
    return await lookups.find_filing(desk, None, case)


async def _approve(desk: Desk, officer: Officer, case: CaseId) -> None:
    now = desk.clock()
    async with desk.database.transaction() as tx:
        stored = await _lock(desk, tx, officer, case)
        approve_case(stored.case, ())  # refused before anything is written
        filing = await _filing(desk, tx, stored)
        if filing is None:
            raise MovedOn
        registered = await _registered(desk, tx, stored.case, filing)
        _refuse_unfit(filing, registered, stored.case.provider)
        _refuse_unproved(stored.case, filing, registered)
        bases = await filings.read_bases(tx, case)
        if not stand(desk, filing, registered, stored.case.provider, bases):
            raise RegisterMoved
        number = await _number(desk, tx, filing)
        written = entries(filing, stored.case.provider, registered, number, bases)
        await enter(Pen(tx, desk.sealer, case.province, now), written, registered)
        changes = changes_of(case.province, {case.number: stored})
        changes.take(approve_case(stored.case, numbers(written)))
        await consequences.save(tx, changes, now)


async def _reject(desk: Desk, officer: Officer, case: CaseId, reason: str) -> None:
    now = desk.clock()
    async with desk.database.transaction() as tx:
        stored = await _lock(desk, tx, officer, case)
        changes = changes_of(case.province, {case.number: stored})
        changes.take(reject_case(stored.case, reason))
        changes.happened = seal_personal(desk, stored, changes.happened)
        await consequences.save(tx, changes, now)


async def _lock(desk: Desk, tx: Transaction, officer: Officer, case: CaseId) -> Stored:
    if case.province != officer.province:
        raise NoSuchFiling
    loaded = await cases.lock(tx, desk.sealer, case.province, [case.number])
    if case.number not in loaded:
        raise NoSuchFiling
    return loaded[case.number]


async def _filing(desk: Desk, tx: Transaction, stored: Stored) -> Filing | None:
    plain = await filings.read_filing(tx, desk.sealer, stored)
    return None if plain is None else filing_from(msgspec.json.decode(plain))


async def _registered(desk: Desk, tx: Transaction, case: Case, filing: Filing) -> Registered | None:
    if filing.subject_number is None:
        return None
    province = case.id.province
    found = await register.lock(tx, desk.sealer, province, [filing.subject_number])
    if filing.subject_number not in found:  # cancelled in the meantime
        raise RegisterMoved
    return found[filing.subject_number]


def _refuse_unfit(filing: Filing, registered: Registered | None, provider: int) -> None:
    """Refuse what intake would turn away now, such as a change of a site let go since (R7)."""
    faults = misfits(filing, registered, provider)
    if any(fault.code != _HARMLESS for fault in faults):
        raise RegisterMoved


def _refuse_unproved(case: Case, filing: Filing, registered: Registered | None) -> None:
    """Refuse when the register has changed so that the filing now asks for another number (R2).

    A change is held against what it was held against before (`bases`), part by part.
    """
    if filing.kind is FilingKind.CHANGE:
        return
    asked = demands(filing, registered, case.provider, case.edition)
    if not {demand.mobile for demand in asked} <= {c.mobile for c in case.challenges}:
        raise RegisterMoved


async def _number(desk: Desk, tx: Transaction, filing: Filing) -> str:
    if filing.kind is not FilingKind.NEW_FILING:
        return filing.subject_number or ""
    year = beijing_day(desk.clock()).year
    serial = await register.next_serial(tx, filing.province, year)
    return subject_number(filing.province, year, serial)


async def _review_view(
    desk: Desk, tx: Transaction, stored: Stored, names: dict[int, str]
) -> ReviewView:
    case = stored.case
    history = await trail.of_case(tx, case.id)
    verified = [entry.at for entry in history if entry.type == FilingVerified.type]
    plain = await _plain_filing(desk, tx, case.id)
    return ReviewView(
        id=str(case.id),
        reference=stored.reference,
        provider=names.get(case.provider, "?"),
        kind=case.kind,
        submitted_at=in_beijing(case.opened_at),
        verified_at=in_beijing(verified[0]) if verified else None,
        filing=None if plain is None else msgspec.json.decode(plain),
    )


async def _plain_filing(desk: Desk, tx: Transaction, case: CaseId) -> bytes | None:
    """Return the filing as JSON; one that does not open keeps no other from being listed."""
    try:
        found = await cases.find(tx, desk.sealer, case.province, [case.number])
        return await filings.read_filing(tx, desk.sealer, found[case.number])
    except UNREADABLE:
        logger.exception("Case %s does not open; it is listed without its filing.", case)
        return None

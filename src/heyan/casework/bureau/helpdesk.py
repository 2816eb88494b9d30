"""What the help desk and operations do: unlock a number, declare an outage (R22, R25)."""

from datetime import datetime
from functools import partial

from heyan.casework import consequences
from heyan.casework.codes import draw_new_codes
from heyan.casework.consequences import changes_of
from heyan.casework.desk import PROVINCES, Desk
from heyan.rules.case import State
from heyan.rules.guessing import unlock
from heyan.rules.ids import CaseId
from heyan.rules.outages import Outage, declared
from heyan.rules.refusals import (
    BadOutage,
    MovedOn,
    NeedsReason,
    NoSuchChallenge,
    NoSuchFiling,
    NoSuchRecord,
)
from heyan.store import cases, outages, standings
from heyan.store.database import retrying
from heyan.store.standings import Outcome
from heyan.store.trail import Happened


async def unlock_challenge(desk: Desk, case: CaseId, n: int) -> None:
    """Open a locked challenge again; its clock goes on, and a new code is sent.

    Raises NoSuchFiling, NoSuchChallenge, NotLocked, MovedOn.
    """
    await retrying(partial(_unlock, desk, case, n))
    desk.ring_for_messages()


async def declare_outage(desk: Desk, outage: Outage, reason: str) -> None:
    """Stop the clock for a span in which people could not answer, for all that is open.

    A deadline that the span moves is found anew when it comes. Raises BadOutage, NeedsReason.
    """
    now = desk.clock()
    if not reason.strip():
        raise NeedsReason
    if outage.starts_at >= outage.ends_at:
        raise BadOutage
    event = declared(outage, reason.strip())
    async with desk.database.transaction() as tx:
        await outages.add(tx, outage, reason.strip(), now)
        for province in PROVINCES:  # audited: in every trail, about no case
            nobody = Happened(CaseId(province, 0), 0, event)
            await standings.write(tx, Outcome(province, now, happened=[nobody]))


async def list_outages(desk: Desk) -> list[tuple[Outage, str, datetime]]:
    """Return every declared outage with its reason, and when it was declared."""
    async with desk.database.read() as tx:
        return await outages.find_all(tx)


async def _unlock(desk: Desk, case: CaseId, n: int) -> None:
    now = desk.clock()
    async with desk.database.transaction() as tx:
        found = await cases.find(tx, None, case.province, [case.number])
        if case.number not in found:
            raise NoSuchFiling
        mobile_hash = found[case.number].mobiles.get(n)
        if mobile_hash is None:
            raise NoSuchChallenge
        await cases.lock_words(tx, [mobile_hash])
        loaded = await cases.lock(tx, desk.sealer, case.province, [case.number])
        changes = changes_of(case.province, loaded)
        try:
            changes.take(unlock(changes.cases[case.number], n, now))
        except NoSuchRecord:
            raise NoSuchChallenge from None
        await draw_new_codes(desk, tx, changes)
        await consequences.save(tx, changes, now)
    if changes.cases[case.number].state is State.RETURNED:
        raise MovedOn  # another number's time was over

"""Erasing what is personal of ended cases: one that somebody names, or all that are old enough.

The case's data key is destroyed, and with it whatever it sealed, in this table and in the trail;
so are the keyed hashes by which its numbers were found, in every province where the number is not
asked for another case. How the case went stays, and the trail still proves.
"""

from datetime import datetime
from functools import partial

from heyan.casework import consequences
from heyan.casework.answers.counting import forget_numbers
from heyan.casework.consequences import Changes, changes_of
from heyan.casework.desk import PROVINCES, Desk
from heyan.rules.erasing import erase
from heyan.rules.events import Erasure
from heyan.rules.ids import CaseId
from heyan.rules.refusals import NoSuchFiling
from heyan.store import cases, erasing, messages
from heyan.store.database import Transaction, retrying

MOST = 200


async def erase_case(desk: Desk, case: CaseId) -> bool:
    """Erase what is personal of a case that has ended. Return whether it was still there.

    Raises NoSuchFiling, NotEnded.
    """
    return await retrying(partial(_erase_one, desk, case))


async def erase_old_cases(desk: Desk, most: int = MOST) -> int:
    """Erase cases that have ended as long ago as the settings keep them. Return how many."""
    if desk.keep is None:
        return 0
    before = desk.clock() - desk.keep
    async with desk.database.read() as tx:
        provinces = await erasing.provinces_to_erase(tx, PROVINCES, before)
    erased = 0
    for province in provinces:
        erased += await retrying(partial(_erase_old, desk, province, before, most))
    return erased


async def _erase_old(desk: Desk, province: int, before: datetime, most: int) -> int:
    now = desk.clock()
    async with desk.database.transaction() as tx:
        numbers = await erasing.take_ended(tx, province, before, most)
        loaded = await cases.lock_unopened(tx, province, numbers)
        changes = changes_of(province, loaded)
        for stored in loaded.values():
            changes.take(erase(stored.case, Erasure.KEPT_LONG_ENOUGH))
        await _erase(tx, changes, now)
    return len(numbers)


async def _erase(tx: Transaction, changes: Changes, now: datetime) -> None:
    mobiles = {mobile for each in changes.mobiles.values() for mobile in each.values()}
    # Also those that were corrected since: where messages went to tells of them.
    ledger = await messages.of_cases(tx, changes.province, [*changes.cases])
    await forget_numbers(tx, mobiles | {message.mobile for message in ledger})
    await erasing.erase(tx, changes.province, [*changes.cases], now)
    await consequences.save(tx, changes, now)


async def _erase_one(desk: Desk, case: CaseId) -> bool:
    now = desk.clock()
    async with desk.database.transaction() as tx:
        loaded = await cases.lock_unopened(tx, case.province, [case.number])
        stored = loaded.get(case.number)
        if stored is None:
            raise NoSuchFiling
        if stored.erased_at is not None:
            return False
        changes = changes_of(case.province, loaded)
        changes.take(erase(stored.case, Erasure.ASKED))
        await _erase(tx, changes, now)
    return True

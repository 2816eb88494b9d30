"""Messages whose answer is overdue: a report may speak for them, else they go out once more (R13).

A message goes out again at most once, with the same code, and only after two minutes in which
neither a late answer nor a report has come. What a link has held in hand too long has not left: it
goes back into the queue at once, as if it had not been taken.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from heyan.casework.desk import PROVINCES, Desk
from heyan.casework.messages.matching import match
from heyan.casework.messages.reporting import REPORTS_KEPT
from heyan.casework.messages.sending import record_results
from heyan.casework.messages.settling import ANSWER_WITHIN, IN_HAND_FOR, UNKNOWN_WAIT, overdue
from heyan.rules.ledger import Result
from heyan.store import early, messages
from heyan.store.database import Transaction, retrying
from heyan.store.messages import Message

_MOST = 500

Heard = list[tuple[str, Result]]


async def work_overdue_messages(desk: Desk) -> int:
    """Do something about messages whose answer is overdue. Return how many there were."""
    now = desk.clock()
    async with desk.database.read() as tx:
        provinces = await messages.provinces_waiting(tx, PROVINCES, now, _in_hand_due(now))
    worked = 0
    for province in provinces:
        count, heard = await retrying(partial(_work, desk, province, now))
        by_account = defaultdict[str, list[Result]](list)
        for account, result in heard:
            by_account[account].append(result)
        for account, results in by_account.items():
            await record_results(desk, account, results)
        worked += count
    if worked:
        desk.ring_for_messages()
    return worked


def _in_hand_due(now: datetime) -> datetime:
    """Return when an answer is due to what was taken so long ago that it should have left."""
    return now + ANSWER_WITHIN - IN_HAND_FOR


async def _work(desk: Desk, province: int, now: datetime) -> tuple[int, Heard]:
    """Move overdue messages on; of those that reports speak for, return what they say."""
    async with desk.database.transaction() as tx:
        waiting = await messages.take_overdue(tx, province, now, _in_hand_due(now), _MOST)
        heard = await _heard_of(tx, waiting, now)
        spoken_for = {result.key for _, result in heard}
        moved = [
            # While its acceptance is written down it waits; if that fails, it comes again.
            replace(message, due_at=now + UNKNOWN_WAIT)
            if message.key in spoken_for
            else overdue(message, now)
            for message in waiting
        ]
        await messages.save(tx, province, moved)
    return len(waiting), heard


async def _heard_of(tx: Transaction, waiting: Sequence[Message], now: datetime) -> Heard:
    """Look for reports on the numbers of these messages, kept because nobody knew their ids."""
    told = await early.find_for(tx, sorted({message.mobile for message in waiting}))
    if not told:
        return []
    mobiles = sorted({each.mobile for each in told if each.mobile is not None})
    unheard_of = await messages.find_unheard_of(tx, mobiles, now - REPORTS_KEPT)
    keys = {message.key for message in waiting}
    return [(account, said) for account, said in match(told, unheard_of, now) if said.key in keys]

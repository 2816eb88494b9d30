"""A link writes down that messages are about to leave, before they do (提交).

So what was taken and is not written down has certainly not left, whoever dies with it.
"""

from collections.abc import Mapping
from functools import partial

from heyan.casework.desk import Desk
from heyan.rules.ledger import Departure, MessageKey
from heyan.store import messages
from heyan.store.database import retrying


async def note_departures(
    desk: Desk, account: str, leaving: Mapping[MessageKey, Departure]
) -> frozenset[MessageKey]:
    """Commit that messages in the account's hand are about to leave; return those that may.

    What somebody else has meanwhile may not. In SGIP the ids by which they will be reported are
    known before: a report may then settle its message though the answer to it never comes.
    """
    return await retrying(partial(_note, desk, account, leaving))


async def _note(
    desk: Desk, account: str, leaving: Mapping[MessageKey, Departure]
) -> frozenset[MessageKey]:
    async with desk.database.statement() as tx:
        return await messages.note_departures(tx, account, leaving, desk.clock())

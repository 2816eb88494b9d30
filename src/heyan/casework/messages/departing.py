"""A link writes down by which ids its messages will be reported, before they leave (SGIP)."""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

from heyan.casework.desk import Desk
from heyan.rules.ledger import MessageKey
from heyan.store import messages
from heyan.store.database import retrying


async def note_departures(desk: Desk, account: str, ids: Mapping[MessageKey, str]) -> None:
    """Commit the ids of messages that are about to leave.

    A report may then settle its message though the answer to the submit never comes.
    """
    by_province = defaultdict[int, dict[MessageKey, str]](dict)
    for key, carrier_id in ids.items():
        by_province[key.province][key] = carrier_id
    for province, those in sorted(by_province.items()):
        await retrying(partial(_note, desk, account, province, those))


async def _note(desk: Desk, account: str, province: int, ids: Mapping[MessageKey, str]) -> None:
    async with desk.database.transaction() as tx:
        await messages.note_ids(tx, province, account, ids)

"""What is personal of an event: sealed with its case's key in the trail, open to who may read it.

The trail is chained and keeps every entry for good, so what somebody wrote about a person cannot
stand in it in clear: when the case's key is destroyed, the entry stays and its words are gone.
"""

import base64
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from heyan.casework.desk import Desk
from heyan.keys.sealing import UNREADABLE, DataKey
from heyan.rules.ids import CaseId
from heyan.store import cases
from heyan.store.case_rows import Stored, about
from heyan.store.database import Transaction
from heyan.store.trail import SEALED, Entry, Happened

logger = logging.getLogger(__name__)


def seal_personal(desk: Desk, stored: Stored, happened: Iterable[Happened]) -> list[Happened]:
    """Seal what is personal of a case's events, before they go into the trail."""
    return [_sealed(desk, stored, what) if what.event.personal else what for what in happened]


async def open_personal(
    desk: Desk, tx: Transaction, province: int, entries: Sequence[Entry]
) -> list[Entry]:
    """Open what is sealed of entries of one province; what has been erased is None."""
    numbers = sorted({entry.number for entry in entries if _boxes(entry)})
    if not numbers:
        return list(entries)
    wrapped = await cases.data_keys(tx, province, numbers)
    return [_opened(desk, entry, wrapped.get(entry.number)) for entry in entries]


def _sealed(desk: Desk, stored: Stored, what: Happened) -> Happened:
    if stored.key is None:
        raise LookupError(f"case {what.case} has been erased")
    data, sealed = what.event.data(), {}
    for name in what.event.personal:
        plain = msgspec.json.encode(data[name])
        box = desk.sealer.seal(stored.key, plain, about(what.case, f"event {name}"))
        sealed[name] = base64.b64encode(box).decode()
    return replace(what, sealed=sealed)


def _boxes(entry: Entry) -> dict[str, bytes]:
    return {
        name: base64.b64decode(value[SEALED])
        for name, value in entry.data.items()
        if isinstance(value, dict) and SEALED in value
    }


def _opened(desk: Desk, entry: Entry, wrapped: bytes | None) -> Entry:
    case = CaseId(entry.province, entry.number)
    boxes = _boxes(entry)
    told: dict[str, Any] = dict.fromkeys(boxes)
    if boxes and wrapped is not None:
        try:
            key = desk.sealer.open_key(wrapped, about(case))
            told = {name: _unsealed(desk, key, case, name, box) for name, box in boxes.items()}
        except UNREADABLE:
            logger.exception("Case %s does not open; its trail is shown without its words.", case)
    return replace(entry, data=entry.data | told)


def _unsealed(desk: Desk, key: DataKey, case: CaseId, name: str, box: bytes) -> Any:
    return msgspec.json.decode(desk.sealer.unseal(key, box, about(case, f"event {name}")))

"""Early reports (先到的状态报告): they name messages by ids that no answer has given yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from heyan.rules.ledger import Delivery
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("early")


@dataclass(frozen=True, kw_only=True)
class Early:
    """What a report says, and what may tell whose it is."""

    account: str
    carrier_id: str
    mobile: bytes | None = field(repr=False)  # keyed hash
    submitted_at: datetime | None  # when the carrier says it took the message
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Told:
    """One report as it is kept."""

    early: Early
    delivery: Delivery
    stat: str


async def keep(tx: Transaction, told: Sequence[Told]) -> None:
    """Keep reports until their messages are known; one that says the same again is kept once."""
    if not told:
        return
    await _Q["keep"].execute(
        tx,
        accounts=[each.early.account for each in told],
        carrier_ids=[each.early.carrier_id for each in told],
        deliveries=[each.delivery for each in told],
        stats=[each.stat for each in told],
        mobiles=[each.early.mobile for each in told],
        submitted_ats=[each.early.submitted_at for each in told],
        received_ats=[each.early.received_at for each in told],
    )


async def claim(
    tx: Transaction, account: str, named: Mapping[str, bytes]
) -> list[tuple[str, Delivery, str]]:
    """Take what was said of messages by ids that an answer has given now, the first said first.

    `named` has the numbers of the messages: a report on another number is about another message.
    """
    rows = await _Q["claim"].fetch(
        tx, account=account, carrier_ids=list(named), mobiles=list(named.values())
    )
    rows.sort(key=lambda row: row["received_at"])
    return [(row["carrier_id"], Delivery(row["delivery"]), row["stat"]) for row in rows]


async def find_for(tx: Transaction, mobiles: Sequence[bytes]) -> list[Early]:
    """Return what is kept on these numbers."""
    rows = await _Q["find_for"].fetch(tx, mobiles=mobiles)
    return [Early(**row) for row in rows]


async def drop_old(tx: Transaction, before: datetime) -> int:
    return await _Q["drop_old"].execute(tx, before=before)


async def drop_beyond(tx: Transaction, most: int) -> int:
    return await _Q["drop_beyond"].execute(tx, most=most)

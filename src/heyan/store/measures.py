"""How much waits in the database; each question is answered by a partial index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from heyan.rules.ledger import MessageState
from heyan.rules.phone import Carrier
from heyan.store.database import Transaction
from heyan.store.messages import URGENCIES
from heyan.store.queries import read_queries

_Q = read_queries("measures")

_UNANSWERED = (MessageState.TAKEN, MessageState.SUBMITTED, MessageState.UNKNOWN)
MOST = 10_000  # overdue cases that are told apart: more is trouble enough


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since when the oldest does."""

    count: int = 0
    oldest: datetime | None = None


async def queues(tx: Transaction) -> dict[tuple[Carrier, str], Waiting]:
    """Return what waits for each carrier, by urgency; also where nothing does."""
    found = {(carrier, word): Waiting() for carrier in Carrier for word in URGENCIES.values()}
    for row in await _Q["queues"].fetch(tx):
        place = Carrier(row["carrier"]), URGENCIES[row["urgency"]]
        found[place] = Waiting(row["count"], row["oldest"])
    return found


async def unanswered(tx: Transaction) -> Mapping[MessageState, int]:
    """Return how many messages links have, in hand or on the wire, and of how many nobody heard."""
    found = dict.fromkeys(_UNANSWERED, 0)
    rows = await _Q["unanswered"].fetch(tx)
    return found | {MessageState(row["state"]): row["count"] for row in rows}


async def overdue(tx: Transaction, now: datetime) -> Waiting:
    row = await _Q["overdue"].fetchrow(tx, now=now, most=MOST)
    return Waiting() if row is None else Waiting(row["count"], row["oldest"])


async def open_cases(tx: Transaction) -> dict[str, int]:
    """Return how many cases have not ended, by state."""
    return {name: await _Q[name].fetchval(tx) for name in ("verifying", "reviewing")}

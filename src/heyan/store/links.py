"""How the links to carriers are, told by the processes that hold them to those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("links")


@dataclass(frozen=True, kw_only=True)
class LinkTold:
    """One link as its process tells of it; counts since it was made. No numbers, no texts."""

    name: str  # account/number, or account/in for the door of SGIP's gateway
    account: str
    carrier: str
    state: str
    needs_somebody: bool  # the login is refused for good, or whatever the account sends
    under_way: int
    window: int
    rate: float  # messages a second allowed at present
    latency: float | None  # seconds to the answer, a running mean
    logins: int
    sent: int
    accepted: int
    refused: int
    throttled: int
    unknown: int
    reports: int
    last_refusal: str
    last_error: str


@dataclass(frozen=True, kw_only=True)
class LinkSeen:
    """A link, which process holds it, and when that was told last."""

    process: str
    seen_at: datetime
    link: LinkTold


async def take_turn(tx: Transaction) -> None:
    """Wait until nobody else is telling, until the transaction ends."""
    await _Q["take_turn"].execute(tx)


async def put(tx: Transaction, process: str, links: Sequence[LinkTold], now: datetime) -> None:
    await _Q["put"].execute(
        tx,
        process=process,
        now=now,
        names=[link.name for link in links],
        told=[msgspec.json.encode(link).decode() for link in links],
    )


async def find_all(tx: Transaction) -> list[LinkSeen]:
    rows = await _Q["find_all"].fetch(tx)
    return [
        LinkSeen(
            process=row["process"],
            seen_at=row["seen_at"],
            link=msgspec.convert(row["told"], LinkTold),
        )
        for row in rows
    ]


async def drop_of(tx: Transaction, process: str) -> None:
    await _Q["drop_of"].execute(tx, process=process)


async def drop_unseen(tx: Transaction, before: datetime) -> int:
    return await _Q["drop_unseen"].execute(tx, before=before)

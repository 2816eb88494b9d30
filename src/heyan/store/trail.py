"""The trail (留痕): every event of every case, appended in commit order and chained (R30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg
import msgspec

from heyan.rules.events import Event
from heyan.rules.ids import CaseId
from heyan.store.chain import Linker, beginning, entry_data
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("trail")
# Under this name stands what is personal of an event, sealed with its case's key.
SEALED = "sealed"
# What PostgreSQL holds and Python does not: a date before the year 1, a number without end.
UNREADABLE = (ArithmeticError, ValueError, RecursionError, msgspec.MsgspecError)


@dataclass(frozen=True)
class Happened:
    """One event on its way into the trail."""

    case: CaseId
    provider: int
    event: Event
    sealed: Mapping[str, str] = field(default_factory=dict)  # what is personal of it, in boxes

    def data(self) -> dict[str, Any]:
        """Return what the trail keeps of it: nothing personal in clear."""
        if not (self.event.personal or self.sealed):
            return self.event.data()
        if bare := set(self.event.personal) - self.sealed.keys():
            raise LookupError(f"{self.event.type}: {', '.join(sorted(bare))} is not sealed")
        return self.event.data() | {name: {SEALED: box} for name, box in self.sealed.items()}


@dataclass(frozen=True)
class Entry:
    """One line of a province's trail."""

    province: int
    seq: int
    number: int
    provider: int
    at: datetime
    type: str
    data: dict[str, Any]
    hash: bytes

    def covered(self) -> tuple[object, ...]:
        """Return what its link covers besides the link before."""
        return (
            self.province, self.seq, self.number, self.provider, self.at, self.type, self.data,
        )  # fmt: skip


class End(NamedTuple):
    """Where a province's trail ends: the number of its last entry, and that one's link."""

    seq: int
    hash: bytes


class Link(NamedTuple):
    """What is written of an entry besides what happened."""

    seq: int
    data: msgspec.Raw
    hash: bytes


async def hold_end(tx: Transaction, province: int) -> End:
    """Hold the end of a province's trail until the transaction ends; begin one where there is none.

    Who holds it appends next, so take it last in a deed.
    """
    end = await _Q["hold_end"].fetchrow(tx, province=province)
    if end is None:
        await _Q["begin"].execute(tx, province=province, hash=beginning(province))
        end = await _Q["hold_end"].fetchrow(tx, province=province)
    if end is None:
        raise LookupError(f"the trail of {province} has no end")
    return End(end["seq"], end["hash"])


def follow(
    linker: Linker, end: End, province: int, happened: Sequence[Happened], now: datetime
) -> list[Link]:
    """Give events their numbers behind the end of a trail, and bind each to the one before."""
    links = []
    link = end.hash
    for seq, what in enumerate(happened, end.seq + 1):
        data = entry_data(what.data())
        link = linker.link(
            link, (province, seq, what.case.number, what.provider, now, what.event.type, data)
        )
        links.append(Link(seq, data, link))
    return links


async def of_case(tx: Transaction, case: CaseId) -> list[Entry]:
    rows = await _Q["of_case"].fetch(tx, province=case.province, number=case.number)
    return [_entry(row) for row in rows]


async def of_cases(tx: Transaction, province: int, numbers: Sequence[int]) -> list[Entry]:
    """Return the entries of cases, case by case. Raises one of UNREADABLE as `stretch`."""
    rows = await _Q["of_cases"].fetch(tx, province=province, numbers=numbers)
    return [_entry(row) for row in rows]


async def of_provider(
    tx: Transaction, province: int, provider: int, after: int, most: int
) -> list[Entry]:
    rows = await _Q["of_provider"].fetch(
        tx, province=province, provider=provider, after=after, most=most
    )
    return [_entry(row) for row in rows]


async def stretch(tx: Transaction, province: int, first: int, most: int) -> list[Entry]:
    """Return entries from `first` on. Raises one of UNREADABLE where what is there is none."""
    rows = await _Q["stretch"].fetch(tx, province=province, first=first, most=most)
    return [_entry(row) for row in rows]


async def caseless(tx: Transaction, province: int, numbers: Sequence[int]) -> list[int]:
    """Return which of the numbers no case of the province has."""
    rows = await _Q["caseless"].fetch(tx, province=province, numbers=numbers)
    return [row["number"] for row in rows]


async def heads(tx: Transaction) -> list[tuple[int, int, bytes]]:
    """Return province, last seq and last hash of every trail."""
    rows = await _Q["heads"].fetch(tx)
    return [(row["province"], row["seq"], row["hash"]) for row in rows]


async def open_locks(tx: Transaction) -> list[str]:
    """Return which triggers that refuse to rewrite entries and ends are not as they were made."""
    return [row["name"] for row in await _Q["open_locks"].fetch(tx)]


async def provinces(tx: Transaction) -> list[int]:
    """Return the provinces that have entries, whatever ends are remembered."""
    return [row["province"] for row in await _Q["provinces"].fetch(tx)]


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(**dict(row))

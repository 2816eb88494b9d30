"""The trail (留痕): every event of every case, appended in commit order and chained (R30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from heyan.rules.events import Event
from heyan.rules.ids import CaseId
from heyan.store.chain import beginning
from heyan.store.database import Transaction, linker_of
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


async def append(
    tx: Transaction,
    province: int,
    happened: Sequence[Happened],
    now: datetime,
    *,
    evenly: bool = False,
) -> None:
    """Write events down. Take it last in a deed: it holds the province's trail until commit.

    That lock makes the order of entries the order of commits, so that who has read up to an
    entry has missed nothing before it (R27). `evenly`: the same questions to the database, even
    if nothing has happened (R19).
    """
    if not happened and not evenly:
        return
    linker = linker_of(tx)
    head = await _hold_head(tx, province)
    seq, link = head["seq"], head["hash"]
    entries: list[tuple[int, Happened, bytes, bytes]] = []
    for what in happened:
        seq += 1
        data = what.data()
        covered = (province, seq, what.case.number, what.provider, now, what.event.type, data)
        link = linker.link(link, covered)
        entries.append((seq, what, msgspec.json.encode(data), link))
    await _Q["append"].execute(
        tx,
        province=province,
        at=now,
        seqs=[seq for seq, _, _, _ in entries],
        numbers=[what.case.number for _, what, _, _ in entries],
        providers=[what.provider for _, what, _, _ in entries],
        types=[what.event.type for _, what, _, _ in entries],
        datas=[data.decode() for _, _, data, _ in entries],
        hashes=[link for _, _, _, link in entries],
        seq=seq,
        hash=link,
    )


async def of_cases(tx: Transaction, province: int, numbers: Sequence[int]) -> list[Entry]:
    rows = await _Q["of_case"].fetch(tx, province=province, numbers=numbers)
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


async def heads(tx: Transaction) -> list[tuple[int, int, bytes]]:
    """Return province, last seq and last hash of every trail."""
    rows = await _Q["heads"].fetch(tx)
    return [(row["province"], row["seq"], row["hash"]) for row in rows]


async def provinces(tx: Transaction) -> list[int]:
    """Return the provinces that have entries, whatever ends are remembered."""
    return [row["province"] for row in await _Q["provinces"].fetch(tx)]


async def _hold_head(tx: Transaction, province: int) -> asyncpg.Record:
    head = await _Q["lock_head"].fetchrow(tx, province=province)
    if head is None:
        await _Q["open_heads"].execute(tx, province=province, hash=beginning(province))
        head = await _Q["lock_head"].fetchrow(tx, province=province)
    if head is None:
        raise LookupError(f"the trail of {province} has no end")
    return head


def _entry(row: asyncpg.Record) -> Entry:
    return Entry(**dict(row))

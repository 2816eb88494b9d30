"""Proving the trail (R30): every entry follows from the one before, up to the remembered end."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from heyan.casework.desk import Desk
from heyan.store import trail

_STRETCH = 1000


@dataclass(frozen=True)
class Proof:
    """What the trail of one province came to; `broken` is the first entry that does not follow."""

    province: int
    entries: int  # that were proved
    broken: int | None = None


async def prove_trails(desk: Desk) -> AsyncIterator[Proof]:
    """Prove the trail of each province; it may grow meanwhile."""
    async with desk.database.read() as tx:
        provinces = [province for province, _, _ in await trail.heads(tx)]
    for province in provinces:
        yield await _prove(desk, province)


async def _prove(desk: Desk, province: int) -> Proof:
    seq, link = 0, trail.beginning(province)
    while True:
        async with desk.database.read() as tx:
            # The end first: what it names was committed with it, so the entries must be there.
            end = {where: (last, hash_) for where, last, hash_ in await trail.heads(tx)}[province]
            entries = await trail.stretch(tx, province, seq, _STRETCH)
        for entry in entries:
            seq += 1
            link = entry.link(link)
            if (entry.seq, entry.hash) != (seq, link):
                return Proof(province, seq - 1, broken=seq)
        if not entries:
            proved = min(seq, end[0])
            return Proof(province, proved, broken=None if end == (seq, link) else proved + 1)

"""Proving the trail (R30): every entry follows from the one before, up to the remembered end.

Someone with all rights over the database can rewrite a trail from some entry on, and its end too.
That shows only against anchors: ends that were written down earlier and kept elsewhere.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from heyan.casework.desk import Desk
from heyan.store import trail
from heyan.store.database import Transaction

_STRETCH = 1000
_FIRST_OF_ALL = -(2**63)  # also entries with numbers that no trail has


class Broken(StrEnum):
    """How an entry does not follow; each completes the sentence that begins with the entry."""

    MISSING = "is missing"
    PUT_IN = "was put in"
    CHANGED = "does not follow from the one before: it was changed, moved or put in"
    CUT_OFF = "is missing, and all that followed it"
    END_MOVED = "is not the end that the trail remembers"
    REWRITTEN = "is not the one that was written down: it or one before it was rewritten"


@dataclass(frozen=True)
class Anchor:
    """The end of a province's trail as it once was, kept out of reach of the database."""

    province: int
    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.province} {self.seq} {self.hash.hex()}"

    @classmethod
    def read(cls, line: str) -> "Anchor | None":
        """Read an anchor as it is printed; None when the line is none."""
        match line.split():
            case [province, seq, hash_] if province.isdecimal() and seq.isdecimal():
                try:
                    return cls(int(province), int(seq), bytes.fromhex(hash_))
                except ValueError:
                    return None
        return None


@dataclass(frozen=True)
class Proof:
    """What the trail of one province came to; `broken` is the first entry that does not follow."""

    province: int
    entries: int  # that were proved
    broken: int | None = None
    how: Broken | None = None


async def find_ends(desk: Desk) -> list[Anchor]:
    """Return the ends of all trails as they are remembered now, to be kept elsewhere."""
    async with desk.database.read() as tx:
        return [Anchor(*head) for head in await trail.heads(tx)]


async def prove_trails(desk: Desk, anchors: Iterable[Anchor] = ()) -> AsyncIterator[Proof]:
    """Prove the trail of each province, and against anchors; it may grow meanwhile."""
    kept = defaultdict[int, dict[int, bytes]](dict)
    for anchor in anchors:
        kept[anchor.province][anchor.seq] = anchor.hash
    async with desk.database.read() as tx:
        heads = [province for province, _, _ in await trail.heads(tx)]
        found = await trail.provinces(tx)
    for province in sorted({*heads, *found, *kept}):
        yield await _prove(desk, province, kept[province])


async def _prove(desk: Desk, province: int, anchors: Mapping[int, bytes]) -> Proof:
    seq, link = 0, trail.beginning(province)
    first, most = _FIRST_OF_ALL, _STRETCH
    while True:
        async with desk.database.read() as tx:
            # The end first: what it names was committed with it, so the entries must be there.
            heads = {where: (last, hash_) for where, last, hash_ in await trail.heads(tx)}
            entries = await _read(tx, province, first, most)
        if entries is None and most == 1:
            return Proof(province, seq, seq + 1, Broken.CHANGED)
        if entries is None:
            most //= 2  # until what cannot be read stands alone
            continue
        for entry in entries:
            how = _fault(entry, seq + 1, link, anchors)
            if how is not None:
                return Proof(province, seq, min(entry.seq, seq + 1), how)
            seq, link, first = seq + 1, entry.hash, entry.seq + 1
        if not entries:
            end = heads.get(province, (0, trail.beginning(province)))
            return _ended(Proof(province, seq), link, end, anchors)


async def _read(
    tx: Transaction, province: int, first: int, most: int
) -> Sequence[trail.Entry] | None:
    try:
        return await trail.stretch(tx, province, first, most)
    except trail.UNREADABLE:
        return None


def _fault(
    entry: trail.Entry, seq: int, before: bytes, anchors: Mapping[int, bytes]
) -> Broken | None:
    if entry.seq != seq:
        return Broken.MISSING if entry.seq > seq else Broken.PUT_IN
    if not _follows(entry, before):
        return Broken.CHANGED
    return None if anchors.get(seq, entry.hash) == entry.hash else Broken.REWRITTEN


def _follows(entry: trail.Entry, before: bytes) -> bool:
    try:
        return entry.hash == entry.link(before)
    except trail.UNREADABLE:
        return False


def _ended(
    proof: Proof, link: bytes, end: tuple[int, bytes], anchors: Mapping[int, bytes]
) -> Proof:
    """Hold what was proved against the remembered end, and against what was written down."""
    (last, hash_), seq = end, proof.entries
    if max(last, *anchors, 0) > seq:
        return Proof(proof.province, seq, seq + 1, Broken.CUT_OFF)
    if last < seq:
        return Proof(proof.province, last, last + 1, Broken.PUT_IN)
    if hash_ != link:
        return Proof(proof.province, seq, seq, Broken.END_MOVED)
    return proof

"""Proving the trail (R30): every entry follows from the one before, up to the remembered end.

Someone with all rights over the database cannot make a link, for that takes the key ring, and what
older releases chained without a key counts up to an end that was accepted once, under the key. What
is left to them is to bring back an earlier end with nothing after it. That shows by the cases: they
still stand as the entries that are gone left them. Who brings back all that is kept of those, too,
is found out only by anchors: ends that were written down earlier and kept elsewhere.
"""

import hmac
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from heyan.casework.desk import PROVINCES, Desk
from heyan.casework.keeping.holding import Contradiction, Held, hold_cases, miss_cases
from heyan.store import cases, house, outages, trail
from heyan.store.chain import Linker, beginning, plain_link
from heyan.store.database import Transaction
from heyan.store.trail import Entry

ACCEPTED_FACT = "trails accepted"  # anchor as it is printed -> what only this house's key makes

_STRETCH = 1000
_FIRST_OF_ALL = -(2**63)  # also entries with numbers that no trail has


class Broken(StrEnum):
    """How an entry does not follow; each completes the sentence that begins with the entry."""

    MISSING = "is missing"
    PUT_IN = "was put in"
    CHANGED = "does not follow from the one before: it was changed, moved or put in"
    UNKEYED = "is chained without the key, as by an older release, and was never accepted"
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
    unkeyed: int = 0  # the last of them that is chained without the key
    broken: int | None = None
    how: Broken | None = None
    cases: int = 0  # that were held against it
    at_odds: int = 0  # how many of them, or of which it tells, are not as it tells
    contradictions: Sequence[Contradiction] = ()  # the first of what they differ in

    @property
    def agrees(self) -> bool:
        """Whether the trail is whole and everything stands as it tells."""
        return self.broken is None and self.at_odds == 0

    @property
    def is_empty(self) -> bool:
        return self.agrees and self.entries == self.cases == 0


@dataclass
class _Walk:
    """How far the proof of one trail has come."""

    province: int
    linker: Linker
    anchors: Mapping[int, bytes]
    accepted: float  # so far a link without the key is good enough
    seq: int = 0
    link: bytes = field(init=False)
    unkeyed: Anchor | None = None  # the last entry that is chained without the key

    def __post_init__(self) -> None:
        self.link = beginning(self.province)

    def proof(self, broken: int | None = None, how: Broken | None = None) -> Proof:
        unkeyed = 0 if self.unkeyed is None else self.unkeyed.seq
        return Proof(self.province, self.seq, unkeyed, broken, how)

    def step(self, entry: Entry) -> Broken | None:
        """Take the next entry, unless it does not follow."""
        seq = self.seq + 1
        if entry.seq != seq:
            return Broken.MISSING if entry.seq > seq else Broken.PUT_IN
        keyed, plain = _follows(entry, self.link, self.linker)
        if not keyed and not plain:
            return Broken.CHANGED
        if not keyed and seq > self.accepted:
            return Broken.UNKEYED
        if self.anchors.get(seq, entry.hash) != entry.hash:
            return Broken.REWRITTEN
        self.seq, self.link = seq, entry.hash
        if not keyed:
            self.unkeyed = Anchor(self.province, seq, entry.hash)
        return None

    def end(self, last: int | None, hash_: bytes | None) -> Proof:
        """Hold what was proved against the remembered end, and against what was written down."""
        if last is None:
            return self.proof(self.seq, Broken.END_MOVED)
        if max(last, *self.anchors, 0) > self.seq:
            return self.proof(self.seq + 1, Broken.CUT_OFF)
        if last < self.seq:
            return replace(self.proof(last + 1, Broken.PUT_IN), entries=last)
        if hash_ != self.link:
            return self.proof(self.seq, Broken.END_MOVED)
        return self.proof()


async def find_open_locks(desk: Desk) -> list[str]:
    """Return which of the locks are off that keep the trail from being rewritten."""
    async with desk.database.read() as tx:
        return await trail.open_locks(tx)


async def find_ends(desk: Desk) -> list[Anchor]:
    """Return the ends of all trails as they are remembered now, to be kept elsewhere."""
    async with desk.database.read() as tx:
        return [Anchor(*head) for head in await trail.heads(tx)]


async def prove_trails(desk: Desk, anchors: Iterable[Anchor] = ()) -> AsyncIterator[Proof]:
    """Prove the trail of each province, against anchors too, and hold its cases against it.

    All of it may grow and change meanwhile.
    """
    async with desk.database.read() as tx:
        accepted = await _find_accepted(tx, _linker(desk))
    so_far = {anchor.province: anchor.seq for anchor in sorted(accepted, key=_by_seq)}
    for walk in await _walks(desk, [*accepted, *anchors]):
        walk.accepted = so_far.get(walk.province, 0)
        proof = await _prove(desk, walk)
        if not proof.is_empty:
            yield proof


async def accept_unkeyed(desk: Desk, anchors: Iterable[Anchor] = ()) -> list[Proof]:
    """Accept what is chained without the key, once: when no process makes such links any more.

    Nothing is accepted when a trail is broken, or a case at odds with it. Whoever could bring
    others to do this again could have a trail accepted that was made anew; so the house never does
    it by itself.
    """
    linker = _linker(desk)
    async with desk.database.read() as tx:
        accepted = await _find_accepted(tx, linker)
    proofs: list[Proof] = []
    ends: list[Anchor] = []
    for walk in await _walks(desk, [*accepted, *anchors]):
        walk.accepted = float("inf")
        proof = await _prove(desk, walk)
        proofs += [] if proof.is_empty else [proof]
        ends += [] if walk.unkeyed is None else [walk.unkeyed]
    if all(proof.agrees for proof in proofs):
        said = {str(end): linker.accept(str(end)).hex() for end in ends}
        async with desk.database.transaction() as tx:
            await house.replace_fact(tx, ACCEPTED_FACT, said)
    return proofs


async def _find_accepted(tx: Transaction, linker: Linker) -> list[Anchor]:
    """Return the ends that were accepted under this key; what anybody else wrote there is none."""
    kept = await house.read_fact(tx, ACCEPTED_FACT)
    ends = [Anchor.read(line) for line, said in _texts(kept) if _is_ours(linker, line, said)]
    return [end for end in ends if end is not None]


async def _walks(desk: Desk, anchors: Iterable[Anchor]) -> list[_Walk]:
    kept = defaultdict[int, dict[int, bytes]](dict)
    for anchor in anchors:
        kept[anchor.province][anchor.seq] = anchor.hash
    async with desk.database.read() as tx:
        heads = [province for province, _, _ in await trail.heads(tx)]
        found = await trail.provinces(tx)
        found += await cases.provinces(tx)
        found += PROVINCES if await outages.was_any(tx) else ()
    linker = _linker(desk)
    return [
        _Walk(province, linker, kept[province], 0) for province in sorted({*heads, *found, *kept})
    ]


async def _prove(desk: Desk, walk: _Walk) -> Proof:
    """Hold a province's cases against its trail, and prove that."""
    held = await hold_cases(desk, walk.province)
    proof = await _prove_trail(desk, walk, held)
    return replace(
        proof,
        cases=held.cases,
        at_odds=len(held.at_odds),
        contradictions=tuple(held.contradictions),
    )


async def _prove_trail(desk: Desk, walk: _Walk, held: Held) -> Proof:
    first, most = _FIRST_OF_ALL, _STRETCH
    while True:
        async with desk.database.read() as tx:
            # The end first: what it names was committed with it, so the entries must be there.
            heads = {where: (last, hash_) for where, last, hash_ in await trail.heads(tx)}
            entries = await _read(tx, walk.province, first, most)
        if entries is None and most == 1:
            return walk.proof(walk.seq + 1, Broken.CHANGED)
        if entries is None:
            most //= 2  # until what cannot be read stands alone
            continue
        await miss_cases(desk, held, entries)
        for entry in entries:
            how = walk.step(entry)
            if how is not None:
                return walk.proof(min(entry.seq, walk.seq + 1), how)
            first = entry.seq + 1
        if not entries:
            return walk.end(*heads.get(walk.province, (0, beginning(walk.province))))


async def _read(tx: Transaction, province: int, first: int, most: int) -> Sequence[Entry] | None:
    try:
        return await trail.stretch(tx, province, first, most)
    except trail.UNREADABLE:
        return None


def _follows(entry: Entry, before: bytes, linker: Linker) -> tuple[bool, bool]:
    """Return whether an entry's link was made under the key, and if not, whether without one."""
    try:
        if hmac.compare_digest(entry.hash, linker.link(before, entry.covered())):
            return True, False
        return False, entry.hash == plain_link(before, entry.covered())
    except (TypeError, *trail.UNREADABLE):  # also where somebody wrote nothing at all
        return False, False


def _linker(desk: Desk) -> Linker:
    return Linker(desk.keys.trail_key())


def _texts(kept: object) -> list[tuple[str, str]]:
    if not isinstance(kept, dict):
        return []
    return [(line, said) for line, said in kept.items() if isinstance(said, str)]


def _is_ours(linker: Linker, line: str, said: str) -> bool:
    return hmac.compare_digest(linker.accept(line).hex().encode(), said.encode())


def _by_seq(anchor: Anchor) -> int:
    return anchor.seq

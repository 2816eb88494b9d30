"""Keys take over from each other: new ones become current, old ones serve what needs them, then go.

One step on one machine; where several machines have copies of the ring, the new keys are added
first (`prepare`), the file is copied, and only then they become current.
"""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from heyan.casework.desk import PROVINCES, Desk
from heyan.casework.keeping.keyholding import forget_keys, holding_ring, remember_keys
from heyan.keys.kept import KeptRing
from heyan.keys.ring import ROTATED, USES, KeyRing
from heyan.keys.sealing import wrapping
from heyan.rules.ids import CaseId
from heyan.store import ring_keys
from heyan.store.case_rows import about
from heyan.store.database import Transaction, retrying

# So long a superseded key is kept in any case: copies of the file reach every machine, and forms
# that were given out under the old key come back.
REST = timedelta(hours=1)

_MOST = 500
_LOOKS = 50
_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class KeyState:
    """One key of the ring, and what needs it. The key itself is not in it."""

    use: str
    id: str
    state: str  # current, waiting or superseded
    superseded_at: datetime | None
    needed_by: int | None  # rows; None where no row tells


@dataclass(frozen=True)
class Rewrapped:
    """How many data keys were wrapped under the current key."""

    cases: int
    subjects: int


@dataclass(frozen=True)
class Retired:
    """Which keys are gone, and why the other superseded ones stay."""

    gone: tuple[str, ...]
    needed: dict[str, int] = field(default_factory=dict)
    resting: tuple[str, ...] = ()
    busy: bool = False  # a transaction that may still use them goes on and on


async def prepare_keys(desk: Desk, kept: KeptRing) -> KeyRing:
    """Add keys that wait to become current."""
    return await _change(desk, kept, advance=False)


async def rotate_keys(desk: Desk, kept: KeptRing) -> KeyRing:
    """Make the keys that wait current; where none waits, a new one."""
    return await _change(desk, kept, advance=True)


async def rewrap_keys(desk: Desk, most: int = _MOST) -> Rewrapped:
    """Wrap every data key under the current key, a batch at a time; it can be broken off.

    What the data keys sealed stays as it is, so this reads and writes a few octets a row.
    """
    cases = subjects = 0
    for province in PROVINCES:
        number: int | None = 0
        while number is not None:
            count, number = await retrying(partial(_rewrap_cases, desk, province, number, most))
            cases += count
        name: str | None = ""
        while name is not None:
            count, name = await retrying(partial(_rewrap_subjects, desk, province, name, most))
            subjects += count
    return Rewrapped(cases, subjects)


async def retire_keys(desk: Desk, kept: KeptRing) -> Retired:
    """Let superseded keys go that nothing needs any more.

    Deeds look at the file within their transaction. So once those that were running are over,
    nobody begins anything with a superseded key, and what is then not needed never will be.
    Another machine's copy of the file may be older, though. What is sealed with it is wrapped
    anew here only after the count, so a key goes when nobody has used it since the last time.
    """
    retired = await _retire(desk, kept)
    await rewrap_keys(desk)
    return retired


async def _retire(desk: Desk, kept: KeptRing) -> Retired:
    now = desk.hand_time()
    async with holding_ring(desk.database) as tx:
        ring = kept.fresh()
        old = {i: at for use in ROTATED for i, at in ring.keys(use).superseded.items()}
        rested = {key_id for key_id, at in old.items() if now - at >= REST}
        if rested and not await _older_are_over(desk, tx):
            return Retired((), resting=tuple(sorted(old)), busy=True)
        needed = await _needed(desk, rested)
        gone = tuple(sorted(rested - needed.keys()))
        if gone:
            async with desk.database.transaction() as inner:  # committed before the file changes
                await forget_keys(inner, ring, gone)
            kept.change(lambda ring: ring.without(gone))
    return Retired(gone, dict(needed), tuple(sorted(old.keys() - rested)))


async def survey_keys(desk: Desk, kept: KeptRing) -> list[KeyState]:
    """Return every key of the ring with what needs it."""
    ring = kept.fresh()
    needed = await _count(desk)
    return [
        KeyState(
            use=use,
            id=key_id,
            state=_state(ring, use, key_id),
            superseded_at=ring.keys(use).superseded.get(key_id),
            needed_by=needed[key_id] if use in {"codes", "data"} else None,
        )
        for use in USES
        for key_id in ring.keys(use).held
    ]


async def _change(desk: Desk, kept: KeptRing, *, advance: bool) -> KeyRing:
    now = desk.hand_time()

    def how(ring: KeyRing) -> KeyRing:
        extended = ring.extended(desk.draw)
        return extended.advanced(now) if advance else extended

    async with holding_ring(desk.database) as tx:
        ring = kept.change(how)  # before the database knows: see keyholding
        await remember_keys(tx, ring)
    return ring


async def _rewrap_cases(desk: Desk, province: int, after: int, most: int) -> tuple[int, int | None]:
    sealer = desk.sealer
    async with desk.database.transaction() as tx:
        begins = wrapping(sealer.ring.data.current)
        rows = await ring_keys.stale_cases(tx, province, begins, after, most)
        keys = [
            sealer.wrap_anew(row["data_key"], about(CaseId(province, row["number"])))
            for row in rows
        ]
        numbers = [row["number"] for row in rows]
        await ring_keys.rewrap_cases(tx, province, numbers, [key.wrapped for key in keys])
    return len(rows), numbers[-1] if len(rows) == most else None


async def _rewrap_subjects(
    desk: Desk, province: int, after: str, most: int
) -> tuple[int, str | None]:
    sealer = desk.sealer
    async with desk.database.transaction() as tx:
        begins = wrapping(sealer.ring.data.current)
        rows = await ring_keys.stale_subjects(tx, province, begins, after, most)
        keys = [sealer.wrap_anew(row["data_key"], row["number"]) for row in rows]
        numbers = [row["number"] for row in rows]
        await ring_keys.rewrap_subjects(tx, province, numbers, [key.wrapped for key in keys])
    return len(rows), numbers[-1] if len(rows) == most else None


async def _older_are_over(desk: Desk, own: Transaction) -> bool:
    """Wait a while until the transactions that run now have ended. Return whether they have."""
    async with desk.database.read() as tx:
        older = await ring_keys.running(tx, own)
        for _ in range(_LOOKS):
            if not older:
                break
            await asyncio.sleep(_BETWEEN_LOOKS)
            older &= await ring_keys.running(tx, own)
    return not older


async def _needed(desk: Desk, key_ids: Collection[str]) -> Counter[str]:
    if not key_ids:
        return Counter()
    return Counter({i: count for i, count in (await _count(desk)).items() if i in key_ids})


async def _count(desk: Desk) -> Counter[str]:
    count = Counter[str]()
    async with desk.database.read() as tx:
        for province in PROVINCES:
            count += await ring_keys.codes_in_use(tx, province)
            count += await ring_keys.wrappings_in_use(tx, province)
    return count


def _state(ring: KeyRing, use: str, key_id: str) -> str:
    keys = ring.keys(use)
    if key_id == keys.current:
        return "current"
    return "superseded" if key_id in keys.superseded else "waiting"

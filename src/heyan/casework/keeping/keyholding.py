"""What the database remembers of the key ring, so that another or an older one is refused.

It remembers a check of every key by its id. The file always goes first when a key comes, and the
database first when one goes, so whoever is killed in between leaves a file with more keys than the
database knows of, never with fewer.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager

from heyan.keys.kept import KeptRing
from heyan.keys.ring import ROTATED, BadRing, KeyRing
from heyan.store import cases, house
from heyan.store.database import Database, Transaction

RING_FACT = "key ring"
KEYS_FACT = "ring keys"
GONE_FACT = "ring keys gone"

_WORD = b"key ring"  # whoever changes the ring holds it


async def has_ring(database: Database) -> bool:
    """Whether anything was ever sealed for this database."""
    async with database.read() as tx:
        return await house.read_fact(tx, RING_FACT) is not None


async def admit_ring(database: Database, kept: KeptRing) -> None:
    """Let a house work with this ring, if it has every key that the database knows of.

    Nor may a key be current in it that has gone.

    Raises BadRing.
    """
    async with holding_ring(database) as tx:
        ring = kept.fresh()
        known = await house.keep_fact(tx, RING_FACT, ring.fingerprint())
        if known != ring.fingerprint():
            raise BadRing("The database was sealed with another key ring than this one.")
        _refuse_older(ring, await house.read_fact(tx, KEYS_FACT) or {})
        _refuse_gone(ring, await house.read_fact(tx, GONE_FACT) or {})
        await remember_keys(tx, ring)


async def remember_keys(tx: Transaction, ring: KeyRing) -> None:
    """Remember the keys that something may need from now on.

    One that waits is needed by nothing; one that went stays forgotten, though a machine whose copy
    of the ring is older may still have it.
    """
    gone = await house.read_fact(tx, GONE_FACT) or {}
    checks = ring.checks()
    needed = {key_id: checks[key_id] for key_id in ring.begun() - gone.keys()}
    await house.add_to_fact(tx, KEYS_FACT, needed)


async def forget_keys(tx: Transaction, ring: KeyRing, key_ids: Collection[str]) -> None:
    """Forget keys that nothing needs any more."""
    checks = ring.checks()
    await house.add_to_fact(tx, GONE_FACT, {key_id: checks[key_id] for key_id in key_ids})
    await house.take_from_fact(tx, KEYS_FACT, key_ids)


@asynccontextmanager
async def holding_ring(database: Database) -> AsyncIterator[Transaction]:
    """Keep others from changing the ring, its file and what is remembered of it."""
    async with database.transaction() as tx:
        await cases.lock_words(tx, [_WORD])
        yield tx


def _refuse_older(ring: KeyRing, known: dict[str, str]) -> None:
    checks = ring.checks()
    missing = sorted(key_id for key_id, check in known.items() if checks.get(key_id) != check)
    if missing:
        raise BadRing(
            f"The key ring lacks {', '.join(missing)}, which the database knows: "
            "it is an older copy. Bring the newest one back; for a database from a backup, the one "
            "that was kept with it."
        )


def _refuse_gone(ring: KeyRing, gone: Mapping[str, str]) -> None:
    """Refuse a ring by which new work would be begun with a key that the others have no more."""
    currents = {ring.keys(use).current for use in ROTATED}
    if lost := sorted(currents & gone.keys()):
        raise BadRing(
            f"The key ring goes on with {', '.join(lost)}, which went: "
            "it is an older copy. Bring the newest one back."
        )

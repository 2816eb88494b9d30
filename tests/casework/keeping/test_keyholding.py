"""What the database remembers of the ring: a house with another one, or an older, does not start.

How this goes with rotations is told in test_rotating.py.
"""

from pathlib import Path

import pytest

from heyan.casework.keeping.keyholding import admit_ring, has_ring, holding_ring
from heyan.casework.keeping.rotating import REST, prepare_keys, retire_keys, rotate_keys
from heyan.keys.kept import KeptRing
from heyan.keys.ring import BadRing, KeyRing
from heyan.keys.ring_file import make_ring
from heyan.store import house
from heyan.store.database import Database
from tests.fakes.clock import Clock
from tests.fakes.desks import RING, build_desk, loaded_dice


def kept(path: Path, ring: KeyRing = RING) -> KeptRing:
    make_ring(path, ring, "ring.draft")
    return KeptRing(path)


async def test_the_first_ring_is_taken_and_any_other_refused(
    database: Database, tmp_path: Path
) -> None:
    assert not await has_ring(database)
    await admit_ring(database, kept(tmp_path / "ring.json"))
    assert await has_ring(database)
    other = kept(tmp_path / "other.json", KeyRing.drawn(loaded_dice("another")))
    with pytest.raises(BadRing, match="sealed with another key ring"):
        await admit_ring(database, other)


async def test_a_key_that_was_changed_under_its_id_is_refused(
    database: Database, tmp_path: Path
) -> None:
    await admit_ring(database, kept(tmp_path / "ring.json"))
    other = KeyRing.drawn(loaded_dice("another"))
    forged = KeyRing(RING.codes, other.data, RING.lookups, RING.web)
    with pytest.raises(BadRing, match="lacks data-1"):
        await admit_ring(database, kept(tmp_path / "forged.json", forged))


async def test_a_database_from_before_keys_were_remembered_learns_them(
    database: Database, tmp_path: Path
) -> None:
    async with holding_ring(database) as tx:
        await house.keep_fact(tx, "key ring", RING.fingerprint())
    await admit_ring(database, kept(tmp_path / "ring.json"))
    async with database.read() as tx:
        assert await house.read_fact(tx, "ring keys") == RING.checks()


async def test_a_copy_that_would_go_on_with_a_key_that_went_is_refused(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    ring = kept(tmp_path / "ring.json")
    await admit_ring(database, ring)
    desk = build_desk(database, clock, ring=ring)
    copy = kept(tmp_path / "copy.json", await prepare_keys(desk, ring))
    await rotate_keys(desk, ring)
    await admit_ring(database, copy)
    clock.turn(REST)
    assert len((await retire_keys(desk, ring)).gone) == 3
    with pytest.raises(BadRing, match="goes on with codes-1, data-1, web-1, which went"):
        await admit_ring(database, copy)
    await admit_ring(database, ring)

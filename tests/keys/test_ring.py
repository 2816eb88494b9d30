"""The key ring: whose file it is, what it tells, and what it refuses."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from heyan.keys.ring import BadRing, KeyRing, Keys, make_ring, read_ring
from tests.fakes.desks import RING, loaded_dice


@pytest.fixture
def ring_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "ring.json"
    make_ring(path, RING, "ring.draft")
    return path


def spoiled(path: Path, **changed: object) -> Path:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changed), "utf-8")
    return path


def test_what_was_written_is_read(ring_file: Path) -> None:
    assert read_ring(ring_file) == RING


def test_only_its_owner_may_read_the_file_and_no_draft_stays(ring_file: Path) -> None:
    assert stat.S_IMODE(ring_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring_file.parent.stat().st_mode) == 0o700
    assert list(ring_file.parent.iterdir()) == [ring_file]


def test_a_ring_that_is_there_already_stays(ring_file: Path) -> None:
    make_ring(ring_file, KeyRing.drawn(loaded_dice("another")), "ring.draft")
    assert read_ring(ring_file) == RING


def test_of_many_that_make_a_ring_at_once_one_wins_for_all(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    rings = [KeyRing.drawn(loaded_dice(f"process {n}")) for n in range(8)]

    def make(n: int) -> KeyRing:
        make_ring(path, rings[n], f"ring.draft.{n}")
        return read_ring(path)

    with ThreadPoolExecutor(8) as processes:
        read = list(processes.map(make, range(8)))
    assert read == [read[0]] * 8
    assert read[0] in rings


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o610])
def test_a_file_that_others_may_touch_is_refused(ring_file: Path, mode: int) -> None:
    ring_file.chmod(mode)
    with pytest.raises(BadRing, match="0600"):
        read_ring(ring_file)


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"{}", b'"ring"', b'{"codes": {}}', b"\xff\xfe", b'{"codes": null}'],
)
def test_what_is_no_ring_is_refused(ring_file: Path, text: bytes) -> None:
    ring_file.write_bytes(text)
    with pytest.raises(BadRing, match="is not a key ring"):
        read_ring(ring_file)


def test_a_key_that_is_no_key_is_refused_without_being_told(ring_file: Path) -> None:
    with pytest.raises(BadRing, match="is not a key ring") as refused:
        read_ring(spoiled(ring_file, codes={"current": "a", "keys": {"a": "no base 64!"}}))
    assert "no base 64" not in str(refused.value)
    with pytest.raises(BadRing, match=r"codes-7 .* has not 32 octets"):
        read_ring(spoiled(ring_file, codes={"current": "codes-7", "keys": {"codes-7": "c2hvcnQ="}}))
    with pytest.raises(BadRing, match="lacks the key codes-9"):
        read_ring(spoiled(ring_file, codes={"current": "codes-9", "keys": {}}))


def test_a_key_by_its_id_is_there_or_it_is_said_which_one_is_not() -> None:
    keys = Keys("new", {"new": b"n" * 32, "old": b"o" * 32})
    assert keys["old"] == b"o" * 32
    with pytest.raises(BadRing, match="lacks the key older"):
        keys["older"]


def test_no_key_serves_two_uses() -> None:
    drawn = [keys[keys.current] for keys in (RING.codes, RING.data, RING.lookups, RING.web)]
    assert len(set(drawn)) == 4
    assert {len(key) for key in drawn} == {32}


def test_a_ring_tells_its_ids_and_no_key() -> None:
    told = repr(RING)
    assert "codes-1" in told
    for keys in (RING.codes, RING.data, RING.lookups, RING.web):
        assert repr(keys[keys.current])[2:10] not in told
        assert keys[keys.current].hex() not in told


def test_rows_are_found_by_what_they_hold_and_what_it_is() -> None:
    assert RING.lookup("mobile", "13802112345") == RING.lookup("mobile", "13802112345")
    others = {
        RING.lookup("mobile", "13802112345"),
        RING.lookup("mobile", "13802112346"),
        RING.lookup("browser", "13802112345"),
        RING.lookup("mobile1", "3802112345"),
        KeyRing.drawn(loaded_dice("another")).lookup("mobile", "13802112345"),
    }
    assert len(others) == 5
    assert {len(found) for found in others} == {16}


def test_the_fingerprint_tells_rings_apart() -> None:
    other = KeyRing.drawn(loaded_dice("another"))
    assert RING.fingerprint() != other.fingerprint()
    assert replace(other, lookups=RING.lookups).fingerprint() == RING.fingerprint()
    assert RING.lookups[RING.lookups.current].hex() not in RING.fingerprint()

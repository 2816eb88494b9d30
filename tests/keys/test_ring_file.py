"""The file with the key ring: whose it is, what it refuses, and that it is whole at any moment."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heyan.keys.ring import BadRing, KeyRing
from heyan.keys.ring_file import make_ring, read_ring, replace_ring
from tests.fakes.desks import RING, loaded_dice

ROTATED = RING.extended(loaded_dice("new")).advanced(datetime(2018, 9, 3, 4, 0, tzinfo=UTC))


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


def test_a_ring_with_old_and_new_keys_is_read_as_it_was_written(ring_file: Path) -> None:
    replace_ring(ring_file, ROTATED)
    assert read_ring(ring_file) == ROTATED
    assert stat.S_IMODE(ring_file.stat().st_mode) == 0o600
    assert list(ring_file.parent.iterdir()) == [ring_file]


def test_the_file_of_the_first_release_is_read(ring_file: Path) -> None:
    assert "superseded" not in ring_file.read_text("utf-8")
    assert read_ring(ring_file).codes.superseded == {}


def test_what_a_killed_rotation_left_is_in_nobodys_way(ring_file: Path) -> None:
    draft = ring_file.with_name(f".{ring_file.name}.draft")
    draft.write_bytes(b"half a ri")
    replace_ring(ring_file, ROTATED)
    assert read_ring(ring_file) == ROTATED
    assert not draft.exists()


def test_a_link_goes_on_leading_to_the_ring(ring_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(ring_file)
    replace_ring(link, ROTATED)
    assert link.is_symlink()
    assert read_ring(ring_file) == ROTATED


def test_who_reads_while_the_ring_is_replaced_reads_one_or_the_other(ring_file: Path) -> None:
    def read(_: int) -> KeyRing:
        return read_ring(ring_file)

    def write(n: int) -> None:
        replace_ring(ring_file, (RING, ROTATED)[n % 2])

    with ThreadPoolExecutor(4) as readers, ThreadPoolExecutor(1) as writer:
        writing = [writer.submit(write, n) for n in range(50)]
        assert all(ring in (RING, ROTATED) for ring in readers.map(read, range(400)))
        for done in writing:
            done.result()

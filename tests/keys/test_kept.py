"""A running house and the file with its ring: what is looked at when, and what is put up with."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heyan.keys.kept import KeptRing
from heyan.keys.ring import BadRing, KeyRing
from heyan.keys.ring_file import make_ring, replace_ring
from heyan.keys.sealing import Cipher, Sealer
from tests.fakes.desks import RING, loaded_dice

NOON = datetime(2018, 9, 3, 4, 0, tzinfo=UTC)
ROTATED = RING.extended(loaded_dice("new")).advanced(NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ring.json"
    make_ring(made, RING, "ring.draft")
    return made


def test_new_work_is_done_with_the_key_that_is_current_now(path: Path) -> None:
    kept = KeptRing(path)
    assert kept.codes.current == "codes-1"
    replace_ring(path, ROTATED)
    assert kept.codes.current == "codes-2"
    assert kept.web.in_turn() == ROTATED.web.in_turn()
    assert kept.lookup("mobile", "1") == RING.lookup("mobile", "1")
    assert kept.fingerprint() == RING.fingerprint()
    assert kept.trail_key() == RING.trail_key()


def test_a_key_that_is_not_known_is_looked_for(path: Path) -> None:
    kept = KeptRing(path)
    replace_ring(path, ROTATED)
    assert kept.codes["codes-2"] == ROTATED.codes["codes-2"]
    assert kept.codes["codes-1"] == RING.codes["codes-1"]
    with pytest.raises(BadRing, match="lacks the key codes-9"):
        kept.codes["codes-9"]


def test_what_one_process_seals_after_a_rotation_another_opens(path: Path) -> None:
    one, other = (Sealer(KeptRing(path), Cipher.AES, loaded_dice(str(n))) for n in range(2))
    replace_ring(path, ROTATED)
    key = one.new_key("case 1")
    assert key.wrapped.startswith(b"\x06data-2")
    assert other.open_key(key.wrapped, "case 1") == key


def test_a_ring_is_changed_in_its_file(path: Path) -> None:
    kept, other = KeptRing(path), KeptRing(path)
    changed = kept.change(lambda ring: ring.extended(loaded_dice("new")))
    assert changed.codes.waiting == "codes-2"
    assert other.fresh() == changed == kept.in_hand()


@pytest.mark.parametrize(
    "mishap",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:100]),
        lambda path: path.chmod(0o644) or path.write_bytes(path.read_bytes() + b" "),
        lambda path: replace_ring(path, KeyRing.drawn(loaded_dice("another house"))),
    ],
    ids=["gone", "half copied", "open to others", "another house's"],
)
def test_a_house_works_on_while_something_is_wrong_with_the_file(
    path: Path, mishap: object, caplog: pytest.LogCaptureFixture
) -> None:
    kept = KeptRing(path)
    assert callable(mishap)
    with caplog.at_level(logging.WARNING):
        mishap(path)
        assert kept.codes.current == "codes-1"
    assert "Working on with the key ring in hand" in caplog.text
    path.unlink(missing_ok=True)
    make_ring(path, ROTATED, "ring.draft")
    assert kept.codes.current == "codes-2"

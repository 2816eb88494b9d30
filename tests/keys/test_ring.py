"""The key ring: what it tells, and how one key takes over from another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heyan.keys.ring import ROTATED, USES, BadRing, KeyRing, Keys
from tests.fakes.desks import RING, loaded_dice

NOON = datetime(2018, 9, 3, 4, 0, tzinfo=UTC)


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


@pytest.mark.rule("R30")
def test_trails_are_chained_under_a_key_of_their_own_that_outlives_rotations() -> None:
    key = RING.trail_key()
    assert len(key) == 32
    assert key not in {held for use in USES for held in RING.keys(use).held.values()}
    assert RING.extended(loaded_dice("new")).advanced(NOON).trail_key() == key
    assert KeyRing.drawn(loaded_dice("another")).trail_key() != key
    assert replace(KeyRing.drawn(loaded_dice("another")), lookups=RING.lookups).trail_key() == key


def test_a_new_key_becomes_current_and_the_old_one_serves_on() -> None:
    rotated = RING.extended(loaded_dice("new")).advanced(NOON)
    for use in ROTATED:
        old, new = RING.keys(use), rotated.keys(use)
        assert (old.current, new.current) == (f"{use}-1", f"{use}-2")
        assert new[f"{use}-1"] == old[f"{use}-1"] != new[f"{use}-2"]
        assert new.superseded == {f"{use}-1": NOON}
        assert new.in_turn() == [new[f"{use}-2"], new[f"{use}-1"]]
    assert rotated.lookups == RING.lookups
    assert rotated.fingerprint() == RING.fingerprint()


def test_a_key_that_waits_serves_before_it_is_current_and_is_drawn_once() -> None:
    waiting = RING.extended(loaded_dice("new"))
    assert waiting.codes.current == "codes-1"
    assert waiting.codes.waiting == "codes-2"
    assert "codes-2" not in waiting.begun() >= RING.begun()
    assert "codes-2" in waiting.advanced(NOON).begun()
    assert waiting.extended(loaded_dice("more")) == waiting
    assert waiting.advanced(NOON).codes["codes-2"] == waiting.codes["codes-2"]
    assert RING.advanced(NOON) == RING


def test_only_superseded_keys_go_and_no_id_comes_twice() -> None:
    rotated = RING.extended(loaded_dice("new")).advanced(NOON)
    assert rotated.without(["codes-2", "data-2", "lookups-1"]) == rotated
    left = rotated.without(["codes-1"])
    assert left.codes.held.keys() == {"codes-2"}
    assert left.codes.superseded == {}
    assert left.data == rotated.data
    again = left.extended(loaded_dice("newer")).advanced(NOON + timedelta(days=1))
    assert again.codes.current == "codes-3"


def test_the_check_of_a_key_is_its_own_and_tells_nothing_of_it() -> None:
    checks = RING.checks()
    assert checks.keys() == {"codes-1", "data-1", "lookups-1", "web-1"}
    assert len(set(checks.values())) == 4
    assert checks != KeyRing.drawn(loaded_dice("another")).checks()
    assert RING.codes["codes-1"].hex()[:8] not in "".join(checks.values())

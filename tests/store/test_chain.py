"""Links of the trail: who has no key can make none."""

import hashlib
import hmac

import pytest

from heyan.store.chain import Linker, beginning, plain_link

KEY, OTHER = bytes(range(32)), bytes(32)
LINKER = Linker(KEY)
WHAT = (120000, 5, 7, 1, "filing.verified", {"b": 1, "a": "核"})
TEXT = '[120000,5,7,1,"filing.verified",{"a":"核","b":1}]'.encode()

pytestmark = pytest.mark.rule("R30")


def test_a_link_is_the_keyed_hash_of_the_entry_and_the_link_before() -> None:
    assert LINKER.link(b"before", WHAT) == hmac.digest(KEY, TEXT + b"before", "sha256")


def test_a_plain_link_is_what_older_releases_made() -> None:
    assert plain_link(b"before", WHAT) == hashlib.sha256(b"before" + TEXT).digest()


def test_another_key_makes_other_links() -> None:
    assert Linker(OTHER).link(b"before", WHAT) != LINKER.link(b"before", WHAT)
    assert Linker(OTHER).accept("120000 5 ab") != LINKER.accept("120000 5 ab")


def test_a_link_before_that_somebody_made_longer_does_not_stand_for_part_of_an_entry() -> None:
    longer = b"," + TEXT + b"before"
    assert LINKER.link(longer, WHAT) != LINKER.link(b"before", WHAT)


def test_what_is_accepted_is_no_entry() -> None:
    end = TEXT.decode()
    assert LINKER.accept(end) != LINKER.link(b"", WHAT)
    assert LINKER.accept(end) != LINKER.accept(f"{end} ")


def test_each_province_begins_elsewhere() -> None:
    assert beginning(120000) != beginning(130000)


def test_a_linker_does_not_tell_its_key() -> None:
    assert repr(LINKER) == "Linker()"

"""The keyed hash is HMAC-SHA-256, whichever keys are used by turns."""

from hypothesis import given
from hypothesis.strategies import binary, lists, tuples

from heyan.rules.keyed_hash import keyed_hash


def test_it_is_the_one_of_rfc_4231() -> None:
    told = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    assert keyed_hash(b"\x0b" * 20, b"Hi There").hex() == told


@given(lists(tuples(binary(min_size=1, max_size=100), binary(max_size=200)), min_size=2))
def test_what_was_hashed_before_changes_nothing(asked: list[tuple[bytes, bytes]]) -> None:
    first = [keyed_hash(key, octets) for key, octets in asked]
    again = [keyed_hash(key, octets) for key, octets in reversed(asked)]
    assert again == first[::-1]
    for (key, octets), told in zip(asked, first, strict=True):
        assert keyed_hash(key + b"!", octets) != told

"""Open tails are read to their end, and what does not end is the peer's error."""

import pytest

from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from heyan.wire.tails import Ended, Rest, Tagged, parameter


def test_a_text_ends_with_nul_within_its_room() -> None:
    assert Ended(9).pack("secret01") == b"secret01\0"
    assert Ended(9).unpack(b"secret01\0more", 0) == ("secret01", 9)
    with pytest.raises(LocalProtocolError):
        Ended(9).pack("secret012")
    with pytest.raises(LocalProtocolError):
        Ended(9).pack("a\0b")
    with pytest.raises(RemoteProtocolError):
        Ended(4).unpack(b"abcd\0", 0)


def test_a_text_may_lack_only_where_the_table_says_so() -> None:
    assert Ended(9, may_lack=True).unpack(b"", 0) == (None, 0)
    assert Ended(9, may_lack=True).pack(None) == b""
    assert Ended(9).pack(None) == b"\0"
    with pytest.raises(RemoteProtocolError):
        Ended(9).unpack(b"", 0)


def test_parameters_go_to_the_end_in_their_order() -> None:
    octets = bytes.fromhex("0002000101" + "0009000102" + "001400020a0b")
    found, end = Tagged().unpack(octets, 0)
    assert (found, end) == (((2, b"\1"), (9, b"\2"), (0x14, b"\x0a\x0b")), len(octets))
    assert Tagged().pack(found) == octets
    assert parameter(found, 9) == b"\2"
    assert parameter(found, 3) is None


@pytest.mark.parametrize("octets", ["00", "000200", "0002000201"])
def test_a_parameter_that_is_cut_short_is_the_peers_error(octets: str) -> None:
    with pytest.raises(RemoteProtocolError):
        Tagged().unpack(bytes.fromhex(octets), 0)


def test_the_rest_is_whatever_is_left() -> None:
    assert Rest().unpack(b"abc", 1) == (b"bc", 3)
    assert Rest().pack(b"bc") == b"bc"

"""Shapes know their place in a `struct` format, and errors whose fault they are."""

import pytest

from heyan.wire.fields import (
    Counted,
    LocalProtocolError,
    Octets,
    ProtocolError,
    RemoteProtocolError,
    Sized,
    Text,
    UInt,
)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (UInt(1), "B"),
        (UInt(4), "I"),
        (UInt(8), "Q"),
        (Octets(16), "16s"),
        (Text(21), "21s"),
        (Counted(1, Text(21)), "B"),
        (Sized(4), "I"),
    ],
)
def test_a_shape_knows_how_struct_writes_it(
    shape: UInt | Octets | Text | Counted | Sized, code: str
) -> None:
    assert shape.code == code


def test_an_integer_of_three_octets_is_no_shape_of_these_protocols() -> None:
    with pytest.raises(KeyError):
        _ = UInt(3).code


def test_both_faults_are_protocol_errors() -> None:
    assert issubclass(LocalProtocolError, ProtocolError)
    assert issubclass(RemoteProtocolError, ProtocolError)

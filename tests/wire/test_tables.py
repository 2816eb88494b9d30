"""Tables are compiled to what their fields say, whatever their order."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.fields import (
    Counted,
    LocalProtocolError,
    Octets,
    RemoteProtocolError,
    Sized,
    Text,
    UInt,
)
from heyan.wire.tables import message, table_of


class NulEnded:
    """A text that NUL ends, as SMPP has it."""

    def pack(self, value: str) -> bytes:
        return value.encode("ascii") + b"\0"

    def unpack(self, data: bytes, at: int) -> tuple[str, int]:
        end = data.find(b"\0", at)
        if end < 0:
            raise RemoteProtocolError("a text without an end")
        return data[at:end].decode("ascii", "replace"), end + 1


@message
class Motley:
    """Every shape, in an order that no protocol has."""

    names: Annotated[tuple[str, ...], Counted(1, Text(4))]
    body: Annotated[bytes, Sized(2)]
    own: Annotated[str, NulEnded()]
    number: Annotated[int, UInt(8)] = 0
    digest: Annotated[bytes, Octets(3)] = bytes(3)
    last: Annotated[str, Text(5)] = ""


@message
class Empty:
    """A header and nothing else."""


WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=4)
MOTLEY = st.builds(
    Motley,
    names=st.lists(WORDS, max_size=255).map(tuple),
    body=st.binary(max_size=300),
    own=WORDS,
    number=st.integers(0, 2**64 - 1),
    digest=st.binary(min_size=3, max_size=3),
    last=WORDS,
)


@given(MOTLEY, st.binary(max_size=20))
def test_what_is_packed_can_be_read_back_from_behind_any_header(
    motley: Motley, header: bytes
) -> None:
    table = table_of(Motley)
    assert table.unpack(header + table.pack(motley), len(header)) == motley


@given(MOTLEY, st.data())
def test_a_body_that_is_cut_is_the_peers_error(motley: Motley, data: st.DataObject) -> None:
    body = table_of(Motley).pack(motley)
    cut = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(RemoteProtocolError):
        table_of(Motley).unpack(body[:cut], 0)


def test_octets_after_the_end_are_the_peers_error() -> None:
    with pytest.raises(RemoteProtocolError, match="not as long as its frame"):
        table_of(Empty).unpack(b"\0", 0)
    assert table_of(Empty).pack(Empty()) == b""
    assert table_of(Empty).unpack(b"", 0) == Empty()


@pytest.mark.parametrize(
    "change",
    [
        {"names": ("12345",)},
        {"names": ("1",) * 256},
        {"names": ("号",)},
        {"body": bytes(2**16)},
        {"number": 2**64},
        {"number": -1},
        {"digest": b"12"},
        {"last": "123456"},
        {"last": "号码"},
    ],
)
def test_what_does_not_fit_is_our_own_error_and_does_not_show_the_value(
    change: dict[str, object],
) -> None:
    values: dict[str, object] = {"names": (), "body": b"", "own": ""}
    values |= change
    motley = Motley(**values)  # type: ignore[arg-type] # the wrong types are the point
    with pytest.raises(LocalProtocolError) as caught:
        table_of(Motley).pack(motley)
    assert "Motley" in str(caught.value)
    assert str(next(iter(change.values()))) not in str(caught.value)


def test_a_text_may_fill_its_field_and_ends_at_its_first_nul() -> None:
    full = Motley(names=("abcd",), body=b"", own="", last="12345")
    body = table_of(Motley).pack(full)
    assert table_of(Motley).unpack(body, 0).last == "12345"
    assert table_of(Motley).unpack(body[:-5] + b"ab\0cd", 0).last == "ab"


def test_a_message_shows_its_integers_and_nothing_else() -> None:
    shown = repr(Motley(names=("1380",), body=b"123456", own="secret", number=7))
    assert shown == "Motley(number=7)"

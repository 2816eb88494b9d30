"""Texts in octets: one part where it fits, several that join again, no character cut in two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.alphabet import Alphabet, read, split
from heyan.wire.fields import LocalProtocolError

WRITABLE = st.characters(exclude_categories=["Cs"])


@pytest.mark.rule("R15")
def test_seventy_units_of_ucs2_are_one_part() -> None:
    (part,) = split("核" * 70)
    assert len(part.content) == 140
    assert not part.has_header
    assert len(split("核" * 71)) == 2


def test_a_character_beyond_the_bmp_counts_twice_and_is_never_cut() -> None:
    text = "核" * 66 + "𠮷" * 3  # 72 units; the first part has room for one unit more
    first, second = split(text)
    assert len(first.content) == 6 + 66 * 2
    assert second.content[6:] == ("𠮷" * 3).encode("utf-16-be")


def test_parts_carry_their_reference_and_number() -> None:
    first, second, third = split("核" * 140, reference=0x12A)
    assert first.content[:6].hex() == "0500032a0301"
    assert third.content[:6].hex() == "0500032a0303"
    assert (second.number, second.total, second.has_header) == (2, 3, True)


@pytest.mark.parametrize(
    ("alphabet", "text", "parts"),
    [
        (Alphabet.ASCII, "a" * 159, 1),
        (Alphabet.ASCII, "a" * 160, 2),
        (Alphabet.GBK, "核" * 70, 1),
        (Alphabet.GBK, "a" + "核" * 70, 2),
    ],
)
def test_each_alphabet_has_its_own_room(alphabet: Alphabet, text: str, parts: int) -> None:
    assert len(split(text, alphabet)) == parts


@given(st.text(WRITABLE, max_size=400), st.integers(0, 1000))
def test_what_is_split_reads_as_it_was(text: str, reference: int) -> None:
    parts = split(text, reference=reference)
    pieces = [read(p.content, p.alphabet, has_header=p.has_header) for p in parts]
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.number for piece in pieces] == list(range(1, len(parts) + 1))
    assert {piece.total for piece in pieces} == {len(parts)}
    assert all(len(part.content) <= 140 for part in parts)


@given(st.binary(max_size=160), st.integers(0, 255), st.booleans())
def test_any_octets_can_be_read(content: bytes, fmt: int, has_header: bool) -> None:  # noqa: FBT001 - hypothesis hands it over
    read(content, fmt, has_header=has_header)


def test_the_wide_header_is_read_too() -> None:
    piece = read(bytes.fromhex("06080401020302") + "核".encode("utf-16-be"), 8, has_header=True)
    assert (piece.text, piece.reference, piece.total, piece.number) == ("核", 0x102, 3, 2)


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [("核", Alphabet.ASCII), ("\ud800", Alphabet.UCS2), ("123456", Alphabet.BINARY)],
)
def test_what_an_alphabet_cannot_write_is_our_own_error_without_the_text(
    text: str, alphabet: Alphabet
) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        split(text, alphabet)
    assert text not in str(caught.value).removeprefix("a text that")


def test_a_text_of_more_than_255_parts_is_refused() -> None:
    with pytest.raises(LocalProtocolError):
        split("核" * 67 * 256)


def test_neither_part_nor_piece_shows_its_text() -> None:
    (part,) = split("123456")
    assert "123456" not in repr(part)
    assert "123456" not in repr(read(part.content, 8, has_header=False))

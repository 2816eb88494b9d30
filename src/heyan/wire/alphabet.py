"""Text and octets: UCS-2, GBK, ASCII, and long texts in parts that a phone joins again."""

from dataclasses import dataclass, field
from enum import IntEnum

from heyan.wire.fields import LocalProtocolError

LONG_HEADER = b"\x05\x00\x03"  # five octets follow; concatenation, three octets
WIDE_HEADER = b"\x06\x08\x04"  # as above with a reference of two octets
MOST_PARTS = 255


class Alphabet(IntEnum):
    """Msg_Fmt: how the octets of a text are to be read."""

    ASCII = 0
    BINARY = 4
    UCS2 = 8
    GBK = 15


_CODECS = {Alphabet.ASCII: "ascii", Alphabet.UCS2: "utf-16-be", Alphabet.GBK: "gbk"}
# How many octets on the wire one message carries alone, and each part of several.
_ROOM = {Alphabet.ASCII: (159, 153), Alphabet.UCS2: (140, 134), Alphabet.GBK: (140, 134)}


@dataclass(frozen=True)
class Part:
    """One short message: a whole text, or one part of a long one."""

    alphabet: Alphabet
    content: bytes = field(repr=False)
    number: int = 1
    total: int = 1

    @property
    def has_header(self) -> bool:
        return self.total > 1  # TP_udhi


def split(text: str, alphabet: Alphabet = Alphabet.UCS2, reference: int = 0) -> tuple[Part, ...]:
    """Return `text` in as many parts as it needs; no character is ever cut in two."""
    whole = _encode(text, alphabet)
    alone, together = _ROOM[alphabet]
    if len(whole) <= alone:
        return (Part(alphabet, whole),)
    # Each character by itself: beyond the BMP it takes two units that belong together.
    contents = _fill([_encode(character, alphabet) for character in text], together)
    if len(contents) > MOST_PARTS:
        raise LocalProtocolError("a text of more than 255 parts")
    total = len(contents)
    headers = [LONG_HEADER + bytes((reference % 256, total, n + 1)) for n in range(total)]
    return tuple(
        Part(alphabet, header + content, number, total)
        for number, (header, content) in enumerate(zip(headers, contents, strict=True), 1)
    )


def _encode(text: str, alphabet: Alphabet) -> bytes:
    try:
        return text.encode(_CODECS[alphabet])
    except (UnicodeEncodeError, KeyError):
        raise LocalProtocolError(f"a text that {alphabet.name} cannot write") from None


def _fill(characters: list[bytes], room: int) -> list[bytes]:
    contents = [bytearray()]
    for character in characters:
        if len(contents[-1]) + len(character) > room:
            contents.append(bytearray())
        contents[-1] += character
    return [bytes(content) for content in contents]


@dataclass(frozen=True)
class Piece:
    """What one short message says, and where it belongs in a long text."""

    text: str = field(repr=False)
    reference: int = 0
    number: int = 1
    total: int = 1


def read(content: bytes, fmt: int, *, has_header: bool) -> Piece:
    """Read the octets of one message; what cannot be read shows as U+FFFD."""
    body = content[1 + content[0] :] if has_header and content else content
    text = body.decode(_CODECS.get(_alphabet(fmt), "latin-1"), "replace")
    if has_header and content.startswith(LONG_HEADER) and len(content) > 5:  # noqa: PLR2004 - the header's own length
        return Piece(text, content[3], content[5], content[4])
    if has_header and content.startswith(WIDE_HEADER) and len(content) > 6:  # noqa: PLR2004 - the header's own length
        return Piece(text, int.from_bytes(content[3:5]), content[6], content[5])
    return Piece(text)


def _alphabet(fmt: int) -> Alphabet:
    return Alphabet(fmt) if fmt in _CODECS else Alphabet.BINARY

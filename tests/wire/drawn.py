"""Any message of a protocol, drawn from its own table, and streams that were spoilt."""

from collections.abc import Iterator
from hashlib import shake_256
from typing import Any

from hypothesis import strategies as st

from heyan.wire.fields import Counted, Octets, RemoteProtocolError, Sized, Text, UInt
from heyan.wire.frames import FrameBuffer, Vocabulary
from heyan.wire.tables import table_of
from heyan.wire.tails import Ended, Rest, Tagged

PLAIN = st.characters(min_codepoint=1, max_codepoint=127)


def values_of(shape: Any) -> st.SearchStrategy[Any]:
    """Any value that fits a field of this shape."""
    match shape:
        case UInt(size):
            return st.integers(0, 2 ** (8 * size) - 1)
        case Octets(size):
            return st.binary(min_size=size, max_size=size)
        case Counted(_, item):
            return st.lists(values_of(item), max_size=99).map(tuple)
        case Sized() | Rest():
            return st.binary(max_size=255)
        case Text(size) | Ended(size):  # room for the NUL of the one, that the other spares
            return st.text(PLAIN, max_size=size - isinstance(shape, Ended))
        case Tagged():
            tagged = st.tuples(st.integers(0, 2**16 - 1), st.binary(max_size=40))
            return st.lists(tagged, max_size=5).map(tuple)
    raise TypeError(shape)


def messages(vocabulary: Vocabulary) -> st.SearchStrategy[Any]:
    """Any message of a protocol."""
    return st.one_of(
        [
            st.builds(kind, **{name: values_of(s) for name, s in table_of(kind).shapes.items()})
            for kind in vocabulary.ids
        ]
    )


def spoil(frame: bytes, data: st.DataObject) -> bytes:
    """Change up to four octets behind the length."""
    spoilt = bytearray(frame)
    for _ in range(data.draw(st.integers(0, 4))):
        spoilt[data.draw(st.integers(4, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    return bytes(spoilt)


def survives(vocabulary: Vocabulary, stream: bytes) -> None:
    """Read a stream to its end, or to its first clean protocol error."""
    try:
        for whole in FrameBuffer(vocabulary.HEADER_SIZE).feed(stream):
            vocabulary.unframe(whole)
    except RemoteProtocolError:
        pass


def spoilt_stream(frames: list[bytes], octets: int, seed: bytes) -> Iterator[bytes]:
    """Yield frames of which some octets were changed, `octets` in all, the same for a seed."""
    given, round_ = 0, 0
    while given < octets:
        dice = shake_256(seed + round_.to_bytes(8)).digest(8 * 1024)
        round_ += 1
        for at in range(0, len(dice), 8):
            frame = bytearray(frames[dice[at] % len(frames)])
            for place, value in zip(dice[at + 1 : at + 4], dice[at + 4 : at + 7], strict=True):
                frame[4 + (place * dice[at + 7]) % (len(frame) - 4)] = value
            yield bytes(frame)
            given += len(frame)
            if given >= octets:
                return

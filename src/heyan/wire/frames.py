"""Cutting a byte stream into frames, and the headers that open them.

All four protocols open a frame with its own length, in four octets, header included.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from heyan.wire.tables import table_of

LENGTH_SIZE = 4
LONGEST = 4096  # the longest legal one is CMPP 3.0's Submit to 99 receivers, 3490 octets


class FrameBuffer:
    """Bytes go in as they arrive; whole frames come out."""

    def __init__(self, shortest: int, longest: int = LONGEST) -> None:
        self._shortest = shortest
        self._longest = longest
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Add `data` and yield each frame that is now whole."""
        data = self._rest + data
        at, end = 0, len(data)
        try:
            while end - at >= LENGTH_SIZE:
                length = int.from_bytes(data[at : at + LENGTH_SIZE])
                if not self._shortest <= length <= self._longest:
                    raise RemoteProtocolError(f"a frame of {length} octets")
                if end - at < length:
                    return
                at += length
                yield data[at - length : at]
        finally:
            self._rest = data[at:]

    @property
    def waiting(self) -> bool:
        """Whether a frame has begun and is not whole."""
        return bool(self._rest)


_WORDS = struct.Struct(">III")  # Total_Length, Command_Id, Sequence_Id


@dataclass(frozen=True)
class Vocabulary:
    """The messages of one protocol with the twelve-octet header of CMPP and SMGP."""

    commands: dict[int, type]
    ids: dict[type, int]

    HEADER_SIZE = 12

    @classmethod
    def of(cls, commands: dict[int, type]) -> Self:
        return cls(commands, {kind: command for command, kind in commands.items()})

    def frame(self, message: Any, sequence: int) -> bytes:
        """Return `message` as one frame, header and body."""
        kind = type(message)
        body = table_of(kind).pack(message)
        length = self.HEADER_SIZE + len(body)
        if length > LONGEST:
            raise LocalProtocolError(f"a frame of {length} octets")
        return _WORDS.pack(length, self.ids[kind], sequence) + body

    def unframe(self, data: bytes) -> tuple[int, int, Any]:
        """Read one frame: its command, its sequence number, and its message if we know it."""
        _, command, sequence = _WORDS.unpack_from(data)
        kind = self.commands.get(command)
        if kind is None:
            return command, sequence, None
        return command, sequence, table_of(kind).unpack(data, self.HEADER_SIZE)


_LONG_WORDS = struct.Struct(">II12s")  # Message Length, Command ID, Sequence Number
_STATUS_SIZE = 4
_STATUS_WORDS = struct.Struct(">II4sI")  # command_length, _id, _status, sequence_number


class LongVocabulary(Vocabulary):
    """The messages of SGIP, whose header has twenty octets: its sequence numbers have 96 bits."""

    HEADER_SIZE = 20

    def frame(self, message: Any, sequence: int) -> bytes:
        kind = type(message)
        body = table_of(kind).pack(message)
        length = self.HEADER_SIZE + len(body)
        if length > LONGEST:
            raise LocalProtocolError(f"a frame of {length} octets")
        return _LONG_WORDS.pack(length, self.ids[kind], sequence.to_bytes(12)) + body

    def unframe(self, data: bytes) -> tuple[int, int, Any]:
        _, command, number = _LONG_WORDS.unpack_from(data)
        sequence = int.from_bytes(number)
        kind = self.commands.get(command)
        if kind is None:
            return command, sequence, None
        return command, sequence, table_of(kind).unpack(data, self.HEADER_SIZE)


class StatusVocabulary(Vocabulary):
    """The messages of SMPP, whose header has the status; in the tables it comes first."""

    HEADER_SIZE = 16

    def frame(self, message: Any, sequence: int) -> bytes:
        kind = type(message)
        table = table_of(kind).pack(message)
        length = self.HEADER_SIZE - _STATUS_SIZE + len(table)
        if length > LONGEST:
            raise LocalProtocolError(f"a frame of {length} octets")
        status, body = table[:_STATUS_SIZE], table[_STATUS_SIZE:]
        return _STATUS_WORDS.pack(length, self.ids[kind], status, sequence) + body

    def unframe(self, data: bytes) -> tuple[int, int, Any]:
        _, command, status, sequence = _STATUS_WORDS.unpack_from(data)
        kind = self.commands.get(command)
        if kind is None:
            return command, sequence, None
        return command, sequence, table_of(kind).unpack(status + data[self.HEADER_SIZE :], 0)

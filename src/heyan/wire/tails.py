"""The open tails of SMGP and SMPP: texts that end with NUL, parameters by tag, and all the rest."""

import struct
from dataclasses import dataclass

from heyan.wire.fields import LocalProtocolError, RemoteProtocolError

Parameters = tuple[tuple[int, bytes], ...]

_HEAD = struct.Struct(">HH")  # tag, length
_NUL = b"\0"


@dataclass(frozen=True)
class Ended:
    """ASCII text with a NUL behind it, of at most `size` octets with that NUL.

    None: the frame ends before it, as the answers to refused requests do.
    """

    size: int
    may_lack: bool = False

    def pack(self, value: str | None) -> bytes:
        if value is None and self.may_lack:
            return b""
        octets = (value or "").encode("ascii") + _NUL
        if len(octets) > self.size or octets.find(_NUL) != len(octets) - 1:
            raise LocalProtocolError("a text does not fit its field")
        return octets

    def unpack(self, data: bytes, at: int) -> tuple[str | None, int]:
        if self.may_lack and at == len(data):
            return None, at
        end = data.find(_NUL, at, at + self.size)
        if end < 0:
            raise RemoteProtocolError("a text without an end")
        return data[at:end].decode("ascii", "replace"), end + 1


@dataclass(frozen=True)
class Tagged:
    """Parameters to the end of the frame, each with tag and length; unknown ones are kept."""

    def pack(self, value: Parameters) -> bytes:
        return b"".join(_HEAD.pack(tag, len(octets)) + octets for tag, octets in value)

    def unpack(self, data: bytes, at: int) -> tuple[Parameters, int]:
        found: list[tuple[int, bytes]] = []
        while at < len(data):
            if at + _HEAD.size > len(data):
                raise RemoteProtocolError("a parameter is cut short")
            tag, length = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            if at + length > len(data):
                raise RemoteProtocolError("a parameter is longer than its frame")
            found.append((tag, data[at : at + length]))
            at += length
        return tuple(found), at


@dataclass(frozen=True)
class Rest:
    """Whatever stands before the end of the frame."""

    def pack(self, value: bytes) -> bytes:
        return value

    def unpack(self, data: bytes, at: int) -> tuple[bytes, int]:
        return data[at:], len(data)


def parameter(parameters: Parameters, tag: int) -> bytes | None:
    """Return the value of the first parameter with this tag."""
    return next((octets for found, octets in parameters if found == tag), None)

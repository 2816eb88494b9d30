"""The alphabet of the carrier protocols: how one field looks in bytes, and what may go wrong.

A message class declares its fields in the order of the specification's table, each annotated
with one of these shapes; `tables` compiles that table once. A shape that is none of the known
ones packs and unpacks itself (`OwnShape`): the open tails of SMGP and SMPP are of that kind.
"""

from dataclasses import dataclass
from typing import Any, Protocol

INTEGER_CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}  # of `struct`, by octets


class ProtocolError(Exception):
    """The two sides disagree about the protocol. Never carries a field's value."""


class LocalProtocolError(ProtocolError):
    """We tried to say something that the protocol forbids."""


class RemoteProtocolError(ProtocolError):
    """The peer said something that the protocol forbids."""


@dataclass(frozen=True)
class UInt:
    """A big-endian unsigned integer."""

    size: int

    @property
    def code(self) -> str:
        return INTEGER_CODES[self.size]


@dataclass(frozen=True)
class Octets:
    """Exactly `size` raw octets."""

    size: int

    @property
    def code(self) -> str:
        return f"{self.size}s"


@dataclass(frozen=True)
class Text:
    """ASCII text in a fixed field, filled up with NUL; it may fill the whole field."""

    size: int

    @property
    def code(self) -> str:
        return f"{self.size}s"


@dataclass(frozen=True)
class Counted:
    """A count in `size` octets, then as many texts."""

    size: int
    item: Text

    @property
    def code(self) -> str:
        return INTEGER_CODES[self.size]


@dataclass(frozen=True)
class Sized:
    """A length in `size` octets, then as many raw octets."""

    size: int

    @property
    def code(self) -> str:
        return INTEGER_CODES[self.size]


class OwnShape(Protocol):
    """A shape that reads and writes itself."""

    def pack(self, value: Any) -> bytes: ...
    def unpack(self, data: bytes, at: int) -> tuple[Any, int]: ...


Shape = UInt | Octets | Text | Counted | Sized | OwnShape

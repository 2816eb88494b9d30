"""What a gateway's side of a protocol tells a pretend carrier; each protocol has a module of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from heyan.wire.alphabet import Piece
from heyan.wire.dialect import Dialect


class Entry(Enum):
    """What a login meets."""

    WELCOME = "welcome"
    STRANGER = "stranger"
    WRONG_PROOF = "wrong proof"
    WRONG_VERSION = "wrong version"
    BUSY = "busy"


class Reply(Enum):
    """What a submit meets."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    TOO_FAST = "too fast"
    NOT_SERVED = "not served"
    WRONG_SENDER = "wrong sender"  # the account may not send from this number


@dataclass(frozen=True)
class Submitted:
    """What a submit asks of the gateway."""

    mobiles: tuple[str, ...] = field(repr=False)
    piece: Piece
    sender: str
    wants_report: bool


@dataclass(frozen=True)
class Told:
    """What a status report is to say."""

    msg_id: int  # as the answer to the submit gave it
    mobile: str = field(repr=False)
    sender: str
    stat: str
    minute: str  # YYMMDDHHMM, for both of its times


class GatewaySide(Protocol):
    """One protocol from the gateway's side; a module is one."""

    @property
    def ENTRIES(self) -> Mapping[Entry, int]: ...  # noqa: N802 - a constant of the module
    @property
    def REPLIES(self) -> Mapping[Reply, int]: ...  # noqa: N802 - as above

    def opening(self) -> Dialect:
        """Speak to a caller that has not logged in."""
        ...

    def account_of(self, login: Any) -> str: ...
    def is_known_version(self, login: Any) -> bool: ...
    def knows_secret(self, login: Any, secret: str) -> bool: ...
    def dialect_for(self, login: Any, stamp: str) -> Any:
        """Speak to whoever has logged in; `stamp` is the moment, MMDDHHMMSS in China time."""
        ...

    def welcome(self, dialect: Any, login: Any, status: int, secret: str) -> Any: ...
    def is_submit(self, message: Any) -> bool: ...
    def read_submit(self, message: Any) -> Submitted: ...
    def known_as(self, sequence: int, own_id: int) -> int:
        """Say by which id a submit's report will name it."""
        ...

    def answer_submit(self, message: Any, msg_id: int, result: int) -> Any: ...
    def report(self, dialect: Any, told: Told, own_id: int, *, short: bool = False) -> Any: ...
    def from_phone(self, dialect: Any, own_id: int, mobile: str, number: str, text: str) -> Any: ...

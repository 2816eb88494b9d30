"""What a session tells its owner: the events of one conversation, in the order they happened."""

from dataclasses import dataclass
from typing import Any

from heyan.wire.dialect import Answer, StatusReport
from heyan.wire.states import Turn


@dataclass(frozen=True)
class LoggedIn:
    """The peer has let us in; `warning` says what is odd about its welcome."""

    warning: str = ""


@dataclass(frozen=True)
class LoginRefused:
    """The peer will not have us; `permanent`: not before somebody changes a setting."""

    status: int
    permanent: bool
    warning: str = ""


@dataclass(frozen=True)
class LoginAsked:
    """The peer wants to log in; the owner calls `admit` or `refuse`."""

    sequence: int
    message: Any


@dataclass(frozen=True)
class Answered:
    """The answer to a request of ours; `late`: after we had given it up."""

    sequence: int
    answer: Answer
    message: Any
    late: bool = False


@dataclass(frozen=True)
class Unanswered:
    """No answer came in time, or the connection went: the request's fate is unknown."""

    sequence: int


@dataclass(frozen=True)
class Reported:
    """A status report; the owner calls `acknowledge` once it is stored."""

    sequence: int
    report: StatusReport


@dataclass(frozen=True)
class Received:
    """Any other request of the peer; the owner calls `acknowledge` or `respond`."""

    sequence: int
    message: Any


@dataclass(frozen=True)
class Closed:
    """The conversation is over; whatever is still to be written may be written."""

    turn: Turn
    reason: str


Event = LoggedIn | LoginRefused | LoginAsked | Answered | Unanswered | Reported | Received | Closed

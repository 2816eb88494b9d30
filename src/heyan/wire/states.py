"""The states of one conversation with a carrier, and every way from one to the next.

`TRANSITIONS` is the whole truth: a turn that it does not name for a state does not happen there.
`HEARD` says which messages a state listens to; any other is the peer's error.
"""

from enum import Enum

from heyan.wire.dialect import Kind


class State(Enum):
    NEW = "new"
    LOGGING_IN = "logging in"  # we have sent our login
    AWAITING_LOGIN = "awaiting login"  # the peer is to send its own
    OPEN = "open"
    DRAINING = "draining"  # we take no more, and wait for the answers that are due
    ENDING = "ending"  # we have said that we hang up
    CLOSED = "closed"


class Turn(Enum):
    """What moves a conversation from one state to the next."""

    LOGIN_SENT = "login sent"
    LOGIN_AWAITED = "login awaited"
    ADMITTED = "admitted"
    REFUSED = "refused"
    LATE = "late"  # what this state waits for did not come in time
    END_WISHED = "end wished"
    DRAINED = "drained"
    ENDED = "ended"  # the peer hung up, or agreed that we do
    SILENT = "silent"  # no sign of life, however often we asked
    BROKEN = "broken"  # the peer broke the protocol
    LOST = "lost"  # the connection is gone


TRANSITIONS: dict[tuple[State, Turn], State] = {
    (State.NEW, Turn.LOGIN_SENT): State.LOGGING_IN,
    (State.NEW, Turn.LOGIN_AWAITED): State.AWAITING_LOGIN,
    (State.NEW, Turn.END_WISHED): State.CLOSED,
    (State.NEW, Turn.LOST): State.CLOSED,
    (State.LOGGING_IN, Turn.ADMITTED): State.OPEN,
    (State.LOGGING_IN, Turn.REFUSED): State.CLOSED,
    (State.LOGGING_IN, Turn.LATE): State.CLOSED,
    (State.LOGGING_IN, Turn.END_WISHED): State.CLOSED,
    (State.LOGGING_IN, Turn.ENDED): State.CLOSED,
    (State.LOGGING_IN, Turn.BROKEN): State.CLOSED,
    (State.LOGGING_IN, Turn.LOST): State.CLOSED,
    (State.AWAITING_LOGIN, Turn.ADMITTED): State.OPEN,
    (State.AWAITING_LOGIN, Turn.REFUSED): State.CLOSED,
    (State.AWAITING_LOGIN, Turn.LATE): State.CLOSED,
    (State.AWAITING_LOGIN, Turn.END_WISHED): State.CLOSED,
    (State.AWAITING_LOGIN, Turn.ENDED): State.CLOSED,
    (State.AWAITING_LOGIN, Turn.BROKEN): State.CLOSED,
    (State.AWAITING_LOGIN, Turn.LOST): State.CLOSED,
    (State.OPEN, Turn.END_WISHED): State.DRAINING,
    (State.OPEN, Turn.ENDED): State.CLOSED,
    (State.OPEN, Turn.SILENT): State.CLOSED,
    (State.OPEN, Turn.BROKEN): State.CLOSED,
    (State.OPEN, Turn.LOST): State.CLOSED,
    (State.DRAINING, Turn.DRAINED): State.ENDING,
    (State.DRAINING, Turn.LATE): State.ENDING,
    (State.DRAINING, Turn.ENDED): State.CLOSED,
    (State.DRAINING, Turn.SILENT): State.CLOSED,
    (State.DRAINING, Turn.BROKEN): State.CLOSED,
    (State.DRAINING, Turn.LOST): State.CLOSED,
    (State.ENDING, Turn.ENDED): State.CLOSED,
    (State.ENDING, Turn.LATE): State.CLOSED,
    (State.ENDING, Turn.BROKEN): State.CLOSED,
    (State.ENDING, Turn.LOST): State.CLOSED,
}

_TALK = {
    Kind.SUBMIT,
    Kind.DELIVER,
    Kind.ASK,
    Kind.ANSWER,
    Kind.ALIVE,
    Kind.ALIVE_ANSWER,
    Kind.END,
    Kind.END_ANSWER,
    Kind.STRANGE,
}

HEARD: dict[State, set[Kind]] = {
    State.NEW: set(),
    State.LOGGING_IN: {Kind.LOGIN_ANSWER, Kind.ALIVE, Kind.END, Kind.STRANGE},
    State.AWAITING_LOGIN: {Kind.LOGIN, Kind.ALIVE, Kind.END, Kind.STRANGE},
    State.OPEN: _TALK,
    State.DRAINING: _TALK,
    State.ENDING: _TALK,
    State.CLOSED: set(),
}

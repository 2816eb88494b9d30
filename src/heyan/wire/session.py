"""One conversation with a carrier without the socket: log in, window, heartbeat, timeouts, end.

Bytes and moments go in (`receive`, `tick`, `submit`), events and bytes come out (`events`,
`data_to_send`). Both roles run here: who logs in first calls `start`, who is called on waits with
`await_login`; after the login both may ask and answer alike. `now` is in seconds of any clock that
never goes back.
"""

from dataclasses import dataclass
from typing import Any

from heyan.wire.dialect import Dialect, Inbound, Kind
from heyan.wire.events import (
    Answered,
    Closed,
    Event,
    LoggedIn,
    LoginAsked,
    LoginRefused,
    Received,
    Reported,
    Unanswered,
)
from heyan.wire.fields import LocalProtocolError, RemoteProtocolError
from heyan.wire.frames import FrameBuffer
from heyan.wire.heartbeat import Beat, Heartbeat
from heyan.wire.states import HEARD, TRANSITIONS, State, Turn
from heyan.wire.window import Match, Window

MOST_OWED = 1024  # a peer that asks for more without waiting for our answers is broken


@dataclass(frozen=True)
class Limits:
    """How many and how long; moments in seconds."""

    window: int = 16
    login: float = 15.0
    response: float = 60.0
    idle: float = 30.0
    alive: float = 60.0
    tries: int = 3
    drain: float = 60.0
    end: float = 5.0


class Session:
    def __init__(self, dialect: Dialect, limits: Limits) -> None:
        self.state = State.NEW
        self.strange = 0  # frames that belonged to nothing: counted, dropped
        self.beats = 0  # heartbeats of the peer that we have answered
        self._dialect = dialect
        self._limits = limits
        self._numbers = dialect.numbers()
        self._buffer = FrameBuffer(dialect.header_size)
        self._window = Window(limits.window, limits.response)
        self._heartbeat = Heartbeat(limits.idle, limits.alive, limits.tries)
        self._login: Any = None
        self._deadline: float | None = None  # of the state we are in
        self._whole_by: float | None = None  # when the frame that has begun must be whole
        self._heard_at = 0.0
        self._owed: dict[int, Any] = {}  # requests of the peer that we have not answered
        self._events: list[Event] = []
        self._out = bytearray()

    @property
    def room(self) -> int:
        """How many requests may be sent now."""
        return self._window.room if self.state is State.OPEN else 0

    @property
    def next_tick_at(self) -> float | None:
        """When `tick` is to be called next, if nothing comes before."""
        if self.state is State.CLOSED:
            return None
        beat, late = self._heartbeat.next_at, self._window.next_late_at
        moments = [self._deadline, self._whole_by, late, beat]
        return min((moment for moment in moments if moment is not None), default=None)

    def events(self) -> list[Event]:
        """Hand out what has happened since the last call."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> bytes:
        """Hand out the bytes that the peer is to get."""
        data = bytes(self._out)
        self._out.clear()
        return data

    def start(self, now: float, stamp: str) -> None:
        """Log in; `stamp` is the moment in China time, MMDDHHMMSS."""
        self._login = self._dialect.login(stamp)
        self._turn(Turn.LOGIN_SENT)
        self._deadline = now + self._limits.login
        self._send(next(self._numbers), self._login)

    def await_login(self, now: float) -> None:
        """Let the peer log in."""
        self._turn(Turn.LOGIN_AWAITED)
        self._deadline = now + self._limits.login

    def admit(self, asked: LoginAsked, answer: Any, dialect: Dialect, now: float) -> None:
        """Let the peer in; from here on `dialect` is spoken, for the login told its version."""
        self._dialect = dialect
        self._numbers = dialect.numbers()
        self._send(asked.sequence, answer)
        self._open(now)

    def refuse(self, asked: LoginAsked, answer: Any, dialect: Dialect) -> None:
        self._dialect = dialect
        self._send(asked.sequence, answer)
        self._close(Turn.REFUSED, "the login was refused")

    def reserve(self) -> int:
        """Draw a request's number ahead, for one that must be written down before it leaves."""
        return next(self._numbers)

    def submit(self, message: Any, now: float, number: int | None = None) -> int:
        """Ask the peer something; its answer comes as `Answered` or `Unanswered`."""
        if self.room <= 0:
            raise LocalProtocolError("the window is full, or the session is not open")
        sequence = next(self._numbers) if number is None else number
        data = self._dialect.frame(message, sequence)
        self._window.add(sequence, now)  # before the bytes are handed out
        self._out += data
        return sequence

    def respond(self, sequence: int, answer: Any) -> None:
        """Answer a request of the peer in our own words."""
        if self._owed.pop(sequence, None) is not None and self.state is not State.CLOSED:
            self._send(sequence, answer)

    def acknowledge(self, sequence: int, *, ok: bool) -> None:
        """Tell the peer whether what it brought is safe with us."""
        if sequence in self._owed:
            self.respond(sequence, self._dialect.answer_to(self._owed[sequence], ok=ok))

    def forgo(self, sequence: int) -> None:
        """Leave a request of the peer without an answer."""
        self._owed.pop(sequence, None)

    def end(self, now: float) -> None:
        """Take no more; hang up when the answers that are due have come."""
        if (self.state, Turn.END_WISHED) not in TRANSITIONS:
            return
        if self.state is State.OPEN:
            self._turn(Turn.END_WISHED)
            self._deadline = now + self._limits.drain
            self._hang_up_when_drained(now)
        else:
            self._close(Turn.END_WISHED, "ended before the login")

    def lost(self, reason: str) -> None:
        """Note that the connection is gone."""
        self._close(Turn.LOST, reason)

    def receive(self, data: bytes, now: float) -> None:
        """Take what the peer has sent."""
        if not HEARD[self.state]:
            return
        try:
            for frame in self._buffer.feed(data):
                self._whole_by = None
                self._heard_at = now
                if self._heartbeat.next_at is not None:
                    self._heartbeat.heard(now)
                self._hear(self._dialect.unframe(frame), now)
                if not HEARD[self.state]:
                    return
        except RemoteProtocolError as error:
            self._close(Turn.BROKEN, str(error))
        if self._buffer.waiting and self._whole_by is None:
            self._whole_by = now + self._limits.response
        self._hang_up_when_drained(now)

    def tick(self, now: float) -> None:
        """Let time pass."""
        given_up = self._window.give_up(now)
        self._events += map(Unanswered, given_up)
        if given_up and self._heartbeat.next_at is None and self._deaf(now):  # SGIP has no other
            self._close(Turn.SILENT, "the peer answers nothing")
        self._beat(now)
        if self._whole_by is not None and now >= self._whole_by:
            self._close(Turn.BROKEN, "the peer stopped in the middle of a frame")
        if self._deadline is not None and now >= self._deadline:
            self._late(now)
        self._hang_up_when_drained(now)

    def _hear(self, inbound: Inbound, now: float) -> None:
        if inbound.kind not in HEARD[self.state]:
            raise RemoteProtocolError(f"{inbound.kind.value} while {self.state.value}")
        match inbound.kind:
            case Kind.LOGIN:
                self._called_on(inbound)
            case Kind.LOGIN_ANSWER:
                self._welcomed(inbound.message, now)
            case Kind.ANSWER:
                self._answered(inbound)
            case Kind.SUBMIT | Kind.DELIVER | Kind.ASK:
                self._asked(inbound)
            case _:
                self._courtesy(inbound)

    def _courtesy(self, inbound: Inbound) -> None:
        """Answer what needs no thought; any frame has already counted as a sign of life."""
        match inbound.kind:
            case Kind.ALIVE:
                self.beats += 1
                self._send(inbound.sequence, self._dialect.answer_to(inbound.message, ok=True))
            case Kind.END:
                self._send(inbound.sequence, self._dialect.answer_to(inbound.message, ok=True))
                self._close(Turn.ENDED, "the peer hung up")
            case Kind.END_ANSWER if self.state is State.ENDING:
                self._close(Turn.ENDED, "we hung up")
            case Kind.END_ANSWER | Kind.STRANGE:
                self.strange += 1

    def _called_on(self, inbound: Inbound) -> None:
        if self._login is not None:
            raise RemoteProtocolError("a second login")
        self._login = inbound.message
        self._events.append(LoginAsked(inbound.sequence, inbound.message))

    def _welcomed(self, message: Any, now: float) -> None:
        said = self._dialect.welcome(self._login, message)
        if said.welcome:
            self._open(now)
            self._events.append(LoggedIn(said.warning))
        else:
            self._events.append(LoginRefused(said.status, said.permanent, said.warning))
            self._close(Turn.REFUSED, f"the login was refused with status {said.status}")

    def _answered(self, inbound: Inbound) -> None:
        match = self._window.match(inbound.sequence)
        if match is Match.UNKNOWN:
            self.strange += 1
            return
        answer = self._dialect.reading(inbound.sequence, inbound.message)
        late = match is Match.LATE
        self._events.append(Answered(inbound.sequence, answer, inbound.message, late))

    def _asked(self, inbound: Inbound) -> None:
        sequence, message = inbound.sequence, inbound.message
        if sequence in self._owed:  # asked again before we answered: one answer serves both
            self.strange += 1
            return
        if len(self._owed) >= MOST_OWED:
            raise RemoteProtocolError("more requests than any window holds")
        report = self._dialect.report(message) if inbound.kind is Kind.DELIVER else None
        self._owed[sequence] = message
        event = Received(sequence, message) if report is None else Reported(sequence, report)
        self._events.append(event)

    def _open(self, now: float) -> None:
        self._turn(Turn.ADMITTED)
        self._deadline = None
        if self._dialect.alive() is not None:
            self._heartbeat.heard(now)

    def _deaf(self, now: float) -> bool:
        return self.state is State.OPEN and now - self._heard_at >= self._limits.response

    def _beat(self, now: float) -> None:
        match self._heartbeat.tick(now) if self.state is not State.CLOSED else None:
            case Beat.ASK:
                self._send(next(self._numbers), self._dialect.alive())
            case Beat.DEAD:
                self._close(Turn.SILENT, "the peer gives no sign of life")

    def _late(self, now: float) -> None:
        if self.state is State.DRAINING:
            self._hang_up(Turn.LATE, now)
        else:
            self._close(Turn.LATE, f"still {self.state.value} when the time was up")

    def _hang_up_when_drained(self, now: float) -> None:
        if self.state is State.DRAINING and not self._window and not self._owed:
            self._hang_up(Turn.DRAINED, now)

    def _hang_up(self, turn: Turn, now: float) -> None:
        self._turn(turn)
        self._deadline = now + self._limits.end
        self._send(next(self._numbers), self._dialect.end())

    def _close(self, turn: Turn, reason: str) -> None:
        if self.state is State.CLOSED:
            return
        self._turn(turn)
        self._deadline = None
        self._owed.clear()
        self._events += map(Unanswered, self._window.give_up(None))
        self._events.append(Closed(turn, reason))

    def _turn(self, turn: Turn) -> None:
        self.state = TRANSITIONS[self.state, turn]

    def _send(self, sequence: int, message: Any) -> None:
        self._out += self._dialect.frame(message, sequence)

"""One TCP connection that runs one session: bytes in and out, the clock, and a peer that stalls.

Both ends of every protocol run on it: the links that call a gateway, a listener that a gateway
calls, and the pretend carriers.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any, cast

from heyan.wire.events import Event
from heyan.wire.session import Session
from heyan.wire.states import State

logger = logging.getLogger(__name__)

WRITE_BUFFER = 64 * 1024  # octets that may wait for the peer before we send no more


class Connection(asyncio.Protocol):
    def __init__(
        self,
        session: Session,
        begin: Callable[[Session, float], None],
        hear: Callable[["Connection", Event], None],
        changed: Callable[[], None],
        write_limit: float = 10.0,
    ) -> None:
        self.session = session
        self.over = asyncio.Event()
        self._begin = begin
        self._hear = hear
        self._changed = changed  # there is room again, or it is over
        self._write_limit = write_limit
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = 0.0
        self._stalled: asyncio.TimerHandle | None = None
        self._flowing = False
        self._flows_soon = False

    @property
    def now(self) -> float:
        return self._loop.time()

    @property
    def room(self) -> int:
        """How many requests may be sent: none while the peer does not read."""
        return 0 if self._stalled is not None else self.session.room

    @property
    def reads(self) -> bool:
        """Whether the peer has let us in and reads what we write."""
        return self._stalled is None and self.session.state is State.OPEN

    def submit(self, message: Any, number: int | None = None) -> int:
        """Send a request. Call `flow` when the last of several is in."""
        return self.session.submit(message, self.now, number)

    def acknowledge(self, sequence: int, *, ok: bool) -> None:
        self.session.acknowledge(sequence, ok=ok)
        self.flow_soon()

    def respond(self, sequence: int, answer: Any) -> None:
        self.session.respond(sequence, answer)
        self.flow_soon()

    def end(self) -> None:
        """Hang up in good order."""
        self.session.end(self.now)
        self.flow()

    def abort(self, reason: str) -> None:
        """Hang up at once."""
        self.session.lost(reason)
        self.flow()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not every loop's transports are of asyncio's own classes.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=WRITE_BUFFER)
        found = transport.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self.session.state is State.NEW:  # it may have been given up meanwhile
            self._begin(self.session, self.now)
        self.flow()

    def data_received(self, data: bytes) -> None:
        self.session.receive(data, self.now)
        self.flow()

    def eof_received(self) -> bool:
        self.session.lost("the peer closed the connection")
        self.flow()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        why = f"the connection broke ({type(exc).__name__})" if exc else "the connection is closed"
        self.session.lost(why)
        self.flow()
        for timer in (self._timer, self._stalled):
            if timer is not None:
                timer.cancel()
        self.over.set()
        self._changed()

    def pause_writing(self) -> None:
        self._stalled = self._stalled or self._abort_later()

    def resume_writing(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        self.flow()
        self._changed()

    def flow(self) -> None:
        """Tell what has happened, write what is to be written, and set the clock."""
        if self._flowing:  # the ear that hears an event may speak
            return
        self._flowing = True
        try:
            while events := self.session.events():
                for event in events:
                    self._hear(self, event)
        except Exception:
            logger.exception("A connection is given up for a fault of ours")
            self.session.lost("a fault of ours")
            self.session.events()
        finally:
            self._flowing = False
        self._write_out()

    def write(self, data: bytes) -> None:
        """Put octets on the wire; on a line that is closing they are for nobody."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def hang_up(self) -> None:
        """Close once everything is written, or the peer has had time enough to read it."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.close()
            self._stalled = self._stalled or self._abort_later()

    def flow_soon(self) -> None:
        """Let what is said in one go leave in one go: a write costs more than a frame."""
        if not self._flows_soon:
            self._flows_soon = True
            self._loop.call_soon(self._flow_now)

    def _flow_now(self) -> None:
        self._flows_soon = False
        self.session.tick(self.now)  # an end may have waited for what was said
        self.flow()

    def _abort_later(self) -> asyncio.TimerHandle:
        return self._loop.call_later(self._write_limit, self.abort, "the peer does not read")

    def _write_out(self) -> None:
        if data := self.session.data_to_send():
            self.write(data)
        if self.session.state is State.CLOSED:
            self.hang_up()
        else:
            self._set_clock()

    def _set_clock(self) -> None:
        """Keep a timer that rings too early: most never ring, and resetting each costs."""
        due_at = self.session.next_tick_at
        if due_at is None or (self._timer is not None and self._rings_at <= due_at):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = due_at  # for not every loop's timer can say when
        self._timer = self._loop.call_at(due_at, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self.session.tick(self.now)
        self.flow()

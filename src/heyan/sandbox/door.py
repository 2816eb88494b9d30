"""Where callers of the pretend carrier come in; whoever has come in is seated before it closes."""

import asyncio
import socket
from collections.abc import Callable
from functools import partial

from heyan.web.server import listen

REST = 1.0  # seconds in which nobody is let in after no more files could be opened


class Door:
    """A socket that listens from the beginning.

    asyncio's own server, when it is closed, drops whom it has let in a moment ago: such a
    connection is neither made nor lost, so whoever waits for its end waits for ever.
    """

    def __init__(
        self, pick_up: Callable[[], asyncio.Protocol], host: str, port: int, rest: float = REST
    ) -> None:
        self._pick_up = pick_up
        self._rest = rest
        self._loop = asyncio.get_running_loop()
        self._socket = listen(f"{host}:{port}")
        self._seating: set[asyncio.Task[object]] = set()
        self._resting: asyncio.TimerHandle | None = None
        self.port: int = self._socket.getsockname()[1]
        self._open()

    def _open(self) -> None:
        self._loop.add_reader(self._socket, self._let_in)

    def _let_in(self) -> None:
        try:
            line, _ = self._socket.accept()
        except (BlockingIOError, ConnectionAbortedError):  # it has gone again
            return
        except OSError:  # it still knocks, and every turn of the loop would hear it
            self._loop.remove_reader(self._socket)
            self._resting = self._loop.call_later(self._rest, self._open)
            return
        line.setblocking(False)  # noqa: FBT003  # the socket module's signature
        seating = self._loop.create_task(self._loop.connect_accepted_socket(self._pick_up, line))
        self._seating.add(seating)
        seating.add_done_callback(partial(self._seated, line))

    def _seated(self, line: socket.socket, seating: asyncio.Task[object]) -> None:
        self._seating.discard(seating)
        if seating.cancelled() or seating.exception() is not None:  # it has gone before it sat
            line.close()

    async def close(self) -> None:
        """Let nobody in any more; whoever was let in sits, or has gone."""
        if self._resting is not None:
            self._resting.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()
        if self._seating:
            await asyncio.wait(tuple(self._seating))

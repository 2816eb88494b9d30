"""Where callers of the pretend carrier come in; whoever has come in is seated before it closes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from heyan.web.server import listen


class Door:
    """A socket that listens from the beginning.

    asyncio's own server, when it is closed, drops whom it has let in a moment ago: such a
    connection is neither made nor lost, so whoever waits for its end waits for ever.
    """

    def __init__(self, pick_up: Callable[[], asyncio.Protocol], host: str, port: int) -> None:
        self._pick_up = pick_up
        self._socket = listen(f"{host}:{port}")
        self._seating: set[asyncio.Task[object]] = set()
        self.port: int = self._socket.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._socket, self._let_in)

    def _let_in(self) -> None:
        with suppress(BlockingIOError, ConnectionAbortedError):  # it has gone again
            line, _ = self._socket.accept()
            line.setblocking(False)  # noqa: FBT003  # the socket module's signature
            loop = asyncio.get_running_loop()
            seating = loop.create_task(loop.connect_accepted_socket(self._pick_up, line))
            self._seating.add(seating)
            seating.add_done_callback(self._seating.discard)

    async def close(self) -> None:
        """Let nobody in any more; each connection that was let in has been made."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        if self._seating:
            await asyncio.wait(tuple(self._seating))

"""A caller of the pretend carrier: one connection of one account, with the faults of its line."""

import asyncio
from collections import deque
from collections.abc import Callable

from heyan.carriers.connection import Connection
from heyan.sandbox.faults import Fault
from heyan.wire.cmpp_gateway import opening
from heyan.wire.dialect import Dialect


class Caller(Connection):
    """A connection that can be made to misbehave."""

    account: str = ""
    dialect: Dialect = opening()  # until its login tells another
    outward = False  # we called it
    faults: frozenset[Fault] = frozenset()
    frozen = False
    seated: "Callable[[Caller], None] | None" = None  # hears when the connection is made
    _octets: deque[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.seated is not None:
            self.seated(self)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if not self.frozen:
            super().data_received(data)

    def write(self, data: bytes) -> None:
        if self.frozen:
            return
        if Fault.BYTE_BY_BYTE not in self.faults:
            super().write(data)
            return
        if self._octets is None:
            self._octets = deque()
            asyncio.get_running_loop().call_soon(self._write_next)
        self._octets.extend(data)

    def freeze(self) -> None:
        """Be half open: the socket stays, but nobody is there."""
        self.frozen = True
        if self._transport is not None:
            self._transport.pause_reading()

    def stall(self, data: bytes) -> None:
        """Write these last octets and be half open."""
        super().write(data)
        self.freeze()

    def break_off(self, data: bytes) -> None:
        """Write these last octets and cut the line without a goodbye."""
        super().write(data)
        self.frozen = True
        super().hang_up()

    def hang_up(self) -> None:
        if not self._octets:
            super().hang_up()

    def _write_next(self) -> None:
        if self._octets:
            super().write(bytes((self._octets.popleft(),)))
            asyncio.get_running_loop().call_soon(self._write_next)
        else:
            self._octets = None
            self.flow()

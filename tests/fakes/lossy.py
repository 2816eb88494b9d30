"""A relay before PostgreSQL that can pass a commit on and lose the word of it."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = b"COMMIT;"


class LossyRelay:
    """Stands between a pool and its server; `losing` is how many commits are still to be lost."""

    def __init__(self, server: str) -> None:
        self._server = urlsplit(server)
        self.losing = 0
        self.lost = 0
        self.url = ""

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Pass on what one connection says; hang up once a commit is done that is to be lost."""
        from_server, to_server = await self._reach()
        cut = asyncio.Event()
        answers = asyncio.create_task(self._answer(from_server, writer, cut))
        while data := await reader.read(65_536):
            if COMMIT in data and self.losing:
                self.losing -= 1
                cut.set()
            to_server.write(data)
        to_server.close()
        await answers

    async def _answer(
        self, from_server: StreamReader, writer: StreamWriter, cut: asyncio.Event
    ) -> None:
        while data := await from_server.read(65_536):
            if cut.is_set():  # it was committed before it was answered
                self.lost += 1
                break
            writer.write(data)
        writer.close()

    async def _reach(self) -> tuple[StreamReader, StreamWriter]:
        port = self._server.port or 5432
        hosts = parse_qs(self._server.query).get("host")
        if hosts:
            return await asyncio.open_unix_connection(f"{unquote(hosts[0])}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self._server.hostname, port)

    def address(self, port: int) -> str:
        """Name the server's database, through this relay."""
        who = self._server.netloc.rpartition("@")[0]
        return f"postgresql://{who}@127.0.0.1:{port}{self._server.path}?sslmode=disable"


@asynccontextmanager
async def lossy_relay(server: str) -> AsyncIterator[LossyRelay]:
    """Stand before a server until the block ends."""
    relay = LossyRelay(server)
    listener = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
    relay.url = relay.address(listener.sockets[0].getsockname()[1])
    try:
        yield relay
    finally:
        listener.close()

"""Serves the web room over HTTP within the house's own loop."""

import asyncio
import contextlib
import socket
from collections.abc import Collection, Iterator

import uvicorn
from litestar.types import ASGIApp

GRACE = 10  # seconds that running requests get to end
_BACKLOG = 2048


class _Server(uvicorn.Server):
    """Leaves signals to the house, which stops its other rooms too."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(address: str) -> socket.socket:
    """Open the door at `host:port`; port 0 lets the system choose one. OSError if it is taken."""
    host, _, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.create_server((host, int(port)), family=family, backlog=_BACKLOG)
    door.setblocking(False)  # noqa: FBT003  # the socket module's signature
    return door


async def serve(
    app: ASGIApp, door: socket.socket, stop: asyncio.Event, proxies: Collection[str] = ()
) -> None:
    """Answer requests until told to stop, then let those that run end.

    Visitors' addresses are the sockets' own, or what one of our `proxies` says of them.
    """
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,  # an address may bear a number from the register
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=sorted(proxies),
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving

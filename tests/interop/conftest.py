"""SMSGate as a server of every protocol: one process of it for all tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.interop.house import PROTOCOLS
from tests.interop.peers import Peer, Words, free_port, running, smsgate


@dataclass(frozen=True)
class Gate:
    """SMSGate as the server of one protocol."""

    peer: Peer
    protocol: str
    port: int

    async def heard(self, *mobiles: str) -> list[Words]:
        """Return what it has heard for each number: its last eleven digits, parts and text."""

        def told() -> list[Words]:
            lines = self.peer.lines("submit", self.protocol)
            return sorted([m[-11:], *rest] for _, _, m, *rest in lines if m[-11:] in mobiles)

        await self.peer.until(lambda: len(told()) >= len(mobiles))
        return told()


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Peer, dict[str, int]]]:
    ports = {protocol: free_port() for protocol in PROTOCOLS}
    words = [f"{protocol}={port}" for protocol, port in ports.items()]
    with running(smsgate("serve", *words), tmp_path_factory.mktemp("smsgate")) as peer:
        yield peer, ports


@pytest.fixture(params=PROTOCOLS)
async def gate(request: pytest.FixtureRequest, doors: tuple[Peer, dict[str, int]]) -> Gate:
    peer, ports = doors
    await peer.until_said("ready")
    return Gate(peer, request.param, ports[request.param])

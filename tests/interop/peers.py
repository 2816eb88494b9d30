"""The peers that none of us wrote, as `tools/peers.sh` has put them into .peers/: how to run them.

They tell what happens in lines of words with tabs between them, and end when their input does.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE

import pytest

from heyan.bench import peers
from heyan.bench.peers import NoPeer

ROOT = Path(__file__).parents[2]
PEERS = Path(os.environ.get("HEYAN_TEST_PEERS") or ROOT / ".peers")
# `make interop` asks for peers: green must not mean that nothing foreign ran.
WANTED = os.environ.get("HEYAN_TEST_INTEROP") == "yes"
MUST_BE_HAD_WITH = {"smsgate": ("java", "javac", "mvn")}  # it alone speaks all our protocols
BOUND = 20.0  # seconds after which a test gives up waiting
LOOK = 0.01

_SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")  # it lives shortly

Words = list[str]


def home_of(
    peer: str, folder: Path = PEERS, *, wanted: bool = WANTED, tools: str | None = None
) -> Path:
    """Return where the peer is; without it the test is not run, and says why.

    It fails where peers are what is asked for, and the machine has all that this one needs; the
    tools are looked for in `tools`, or where commands are.
    """
    try:
        return peers.find_peer(peer, folder)
    except NoPeer as why:
        needs = MUST_BE_HAD_WITH.get(peer, ())
        if wanted and needs and all(shutil.which(tool, path=tools) for tool in needs):
            pytest.fail(f"{peer} is missing, though there are {', '.join(needs)}: {why}")
        pytest.skip(f"{peer}: {why}")


def smsgate(*words: str) -> list[str]:
    home_of("smsgate")
    return peers.smsgate(PEERS, *words, options=_SMALL)


def cmppprotocol(*words: str) -> list[str]:
    home_of("cmppprotocol")
    return peers.cmppprotocol(PEERS, *words)


def smpp_js(*words: str) -> list[str]:
    home_of("smpp-js")
    return peers.smpp_js(PEERS, *words)


def tshark(*words: str) -> list[str]:
    home_of("tshark")
    return [shutil.which("tshark") or "tshark", *words]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Peer:
    """A peer at work, and everything that it has said."""

    def __init__(self, command: Sequence[str], cwd: Path) -> None:
        self.said: list[Words] = []
        self._process = subprocess.Popen(
            command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=cwd, encoding="utf-8"
        )
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def lines(self, *words: str) -> list[Words]:
        """Return what it said that begins with these words."""
        return [line for line in self.said if line[: len(words)] == list(words)]

    async def until_said(self, *words: str, times: int = 1) -> None:
        await self.until(lambda: len(self.lines(*words)) >= times)

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something is true of what it has said."""
        async with asyncio.timeout(BOUND):
            while not happened():
                assert self._ear.is_alive() or happened(), "it has ended"
                await asyncio.sleep(LOOK)

    def tell(self, *lines: Sequence[str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("".join("\t".join(words) + "\n" for words in lines))
        self._process.stdin.flush()

    def close(self) -> None:
        """Tell it no more."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def end(self) -> None:
        """Tell it no more, and wait until it has said everything."""
        self.close()
        self._process.wait(BOUND)
        self._ear.join()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._ear.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n").split("\t"))


@contextmanager
def running(command: Sequence[str], cwd: Path) -> Iterator[Peer]:
    """Run a peer for as long as the block lasts."""
    peer = Peer(command, cwd)
    try:
        yield peer
        peer.end()
    finally:
        peer.kill()


async def asking(command: Sequence[str], *lines: Sequence[str], cwd: Path) -> list[Words]:
    """Tell a peer these lines, let it end, and return what it said."""

    def ask() -> list[Words]:
        with running(command, cwd) as peer:
            peer.tell(*lines)
            peer.end()
            return peer.said

    return await asyncio.to_thread(ask)

"""Others' clients, as `tools/peers.sh` has built them: how they are called, what they tell."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PEERS = Path(".peers")
_NANOSECONDS = 1e9


class NoPeer(Exception):
    """A peer that is not to be had here; says why."""


@dataclass(frozen=True)
class Result:
    """What a client's own measuring told."""

    messages: int
    seconds: float
    cpu_seconds: float


def find_peer(name: str, folder: Path = PEERS) -> Path:
    """Return where a peer is. Raises NoPeer."""
    home = folder / name
    if (home / "ready").is_file():
        return home.absolute()
    why = home / "why-not"
    raise NoPeer(why.read_text().strip() if why.is_file() else "`make interop` fetches it")


def smsgate(folder: Path, *words: str, options: Sequence[str] = ()) -> list[str]:
    home = find_peer("smsgate", folder)
    return ["java", *options, "-cp", f"{home}/classes:{home}/lib/*", "heyan.peers.Gate", *words]


def cmppprotocol(folder: Path, *words: str) -> list[str]:
    home = find_peer("cmppprotocol", folder)
    return [f"{home}/target/release/heyan-peer-cmppprotocol", *words]


def smpp_js(folder: Path, *words: str) -> list[str]:
    return ["node", f"{find_peer('smpp-js', folder)}/peer.js", *words]


async def run(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Result:
    """Let a client send, and read how it went."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=environ
    )
    said, _ = await process.communicate()
    for line in said.decode().splitlines():
        word, *numbers = line.split("\t")
        if word == "bench":
            messages, took, cpu = map(int, numbers)
            return Result(messages, took / _NANOSECONDS, cpu / _NANOSECONDS)
    raise NoPeer(f"it ended with status {process.returncode} and told nothing")

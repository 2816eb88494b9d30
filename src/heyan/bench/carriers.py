"""The carriers' side measured: our and others' clients at one pretend carrier, by turns."""

import asyncio
import statistics
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from heyan.bench import peers
from heyan.bench.alone import Sender
from heyan.bench.peers import NoPeer, Result
from heyan.bench.whole_house import open_whole_house
from heyan.carriers.account import Account
from heyan.rules.phone import Carrier

ACCOUNT, SECRET = "900001", "secret01"
_THOUSAND, _MILLION = 1_000, 1_000_000
_UNLIMITED = 1_000_000  # messages a second: nobody's rate is measured here
_WARM = 4  # a fourth as many first, unmeasured


@dataclass(frozen=True)
class Scale:
    """How much to send."""

    messages: int
    rounds: int
    window: int


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How a client fared: the median of its rounds."""

    client: str
    messages: int
    rounds: int
    messages_per_second: int
    cpu_us_per_message: int  # of the client's process


@dataclass(frozen=True, kw_only=True)
class Idle:
    """How long one message takes through an idle house, from its submission to its acceptance."""

    messages: int
    p50_ms: float
    p99_ms: float
    longest_ms: float


@dataclass(frozen=True)
class Side:
    """A client: what it is called, and a round of it."""

    name: str
    send: Callable[[int], Awaitable[Result]]


async def measure(scale: Scale, folder: Path, say: Callable[[str], None]) -> list[Measured]:
    """Let every client send, by turns in each round; `say` tells who is left out, and why."""
    async with pretending() as port, open_whole_house(account_at(port, scale.window)) as house:
        alone = Sender(house.account)
        await alone.connect(house.account.host, port)
        sides = [
            Side("heyan, codec and session alone", alone.send),
            Side("heyan, through the database", house.send),
            *_others(folder, port, say),
        ]
        for side in sides[:2]:
            await side.send(max(1, scale.messages // _WARM))
        results = {side.name: [await side.send(scale.messages)] for side in sides}
        for _ in range(scale.rounds - 1):
            for side in sides:
                results[side.name].append(await side.send(scale.messages))
        await alone.close()
    return [_measured(name, rounds) for name, rounds in results.items()]


async def measure_idle(messages: int) -> Idle:
    """Send one message at a time through the whole house."""
    async with pretending() as port, open_whole_house(account_at(port)) as house:
        took = sorted(await house.send_one_by_one(messages))
    return Idle(
        messages=messages,
        p50_ms=round(statistics.median(took) * _THOUSAND, 1),
        p99_ms=round(took[int((messages - 1) * 0.99)] * _THOUSAND, 1),
        longest_ms=round(took[-1] * _THOUSAND, 1),
    )


def account_at(port: int, window: int = 16) -> Account:
    return Account(
        name="bench",
        carrier=Carrier.MOBILE,
        protocol="cmpp3",
        host="127.0.0.1",
        port=port,
        account=ACCOUNT,
        password=SECRET,
        source_number="106575000130",
        service_id="HEYAN",
        window=window,
        rate=_UNLIMITED,
    )


@asynccontextmanager
async def pretending() -> AsyncIterator[int]:
    """Run a pretend carrier in a process of its own; give its port."""
    words = ["gateway-sim", "--port", "0", "--account", f"{ACCOUNT}:{SECRET}", "--quiet"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "heyan", *words, "--rate", str(_UNLIMITED),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        if process.stdout is None:
            raise NoPeer("the pretend carrier tells nothing")
        said = (await process.stdout.readline()).decode()
        yield int(said.rstrip(".\n").rpartition(":")[2])
    finally:
        process.terminate()
        await process.wait()


def _others(folder: Path, port: int, say: Callable[[str], None]) -> list[Side]:
    """Give the others' clients that are to be had here; both have a window of sixteen."""
    sides = []
    for name, make in (
        ("SMSGate's client", _smsgate),
        ("cmppprotocol's client (CMPP 2.0)", _cmppprotocol),
    ):
        try:
            sides.append(Side(name, make(folder, port)))
        except NoPeer as why:
            say(f"Left out: {name}: {why}")
    return sides


def _smsgate(folder: Path, port: int) -> Callable[[int], Awaitable[Result]]:
    words = ["bench", "cmpp3", "127.0.0.1", str(port), ACCOUNT, SECRET]
    command = peers.smsgate(folder, *words)
    return lambda messages: peers.run([*command, str(messages)])


def _cmppprotocol(folder: Path, port: int) -> Callable[[int], Awaitable[Result]]:
    words = ["bench", "cmpp2", "127.0.0.1", str(port), ACCOUNT, SECRET]
    command = peers.cmppprotocol(folder, *words)
    return lambda messages: peers.run([*command, str(messages)])


def _measured(name: str, rounds: Sequence[Result]) -> Measured:
    middle = sorted(rounds, key=lambda each: each.messages / each.seconds)[len(rounds) // 2]
    return Measured(
        client=name,
        messages=middle.messages,
        rounds=len(rounds),
        messages_per_second=round(middle.messages / middle.seconds),
        cpu_us_per_message=round(middle.cpu_seconds / middle.messages * _MILLION),
    )

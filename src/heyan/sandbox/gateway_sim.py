"""The pretend carrier on its own (`heyan gateway-sim`): listens, and tells what phones receive."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from heyan.rules.phone import Mobile, mask
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.faults import Rule
from heyan.sandbox.phones import Phones, Received
from heyan.sandbox.protocols import SIDES

PROTOCOLS = tuple(SIDES)


@dataclass(frozen=True)
class Options:
    """What `heyan gateway-sim` is told on its command line."""

    accounts: dict[str, str] = field(repr=False)  # Source_Addr: secret
    host: str = "127.0.0.1"
    port: int = 7890
    protocol: str = "cmpp"
    rules: tuple[Rule, ...] = ()
    rate: float = 10_000.0
    late: float = 0.3
    show_texts: bool = False  # shows numbers and codes: for tests only
    quiet: bool = False  # says only where it listens, and the sum at the end


async def run(
    options: Options,
    stop: asyncio.Event,
    clock: Callable[[], datetime],
    say: Callable[[str], None],
) -> None:
    """Listen until told to stop; `say` gets a sentence for each message that arrives."""
    if options.protocol not in PROTOCOLS:
        raise ValueError(f"gateway-sim speaks {', '.join(PROTOCOLS)}, not {options.protocol}")

    def ring(mobile: str, received: Received) -> None:
        say(_sentence(mobile, received, show_texts=options.show_texts))

    habits = Habits(
        options.accounts, rate=options.rate, late=options.late, protocol=options.protocol
    )
    phones = Phones() if options.quiet else Phones(ring)
    carrier = PretendCarrier(phones, habits, clock, options.rules)
    port = await carrier.start(options.host, options.port)
    say(f"A pretend carrier speaks {options.protocol} at {options.host}:{port}.")
    try:
        await stop.wait()
    finally:
        await carrier.stop()
        say(_summary(carrier))


def _sentence(mobile: str, received: Received, *, show_texts: bool) -> str:
    if show_texts:
        return f"{mobile} received from {received.sender}: {received.text}"
    shown = mask(Mobile(mobile))
    return f"{shown} received {len(received.text)} characters from {received.sender}"


def _summary(carrier: PretendCarrier) -> str:
    accepted = sum(taken.result == 0 for taken in carrier.taken)
    refused = len(carrier.taken) - accepted
    return f"It accepted {accepted} messages and refused {refused}."

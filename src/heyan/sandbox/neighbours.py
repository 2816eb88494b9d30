"""Pretend carriers for a whole house: one for each carrier, on real sockets."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from heyan.carriers.account import Account, Timeouts
from heyan.rules.editions import PILOT_2017
from heyan.rules.phone import Carrier
from heyan.rules.rulebook import Edition
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.faults import Rule
from heyan.sandbox.phones import Phones

# Each carrier's own; what the house speaks, and what its gateway calls it.
_PROTOCOLS = {
    Carrier.MOBILE: ("cmpp3", "cmpp"),
    Carrier.UNICOM: ("sgip", "sgip"),
    Carrier.TELECOM: ("smgp", "smgp"),
    Carrier.VIRTUAL: ("smpp", "smpp"),
}
_NODE = 3010012345
_IDS = {
    Carrier.MOBILE: "900001",
    Carrier.UNICOM: "900002",
    Carrier.TELECOM: "900003",
    Carrier.VIRTUAL: "900004",
}
_NO_FIXED_NUMBER = "10690000"
_SECRET_SIZE = 4  # SMPP's passwords have eight characters
_RATE = 400.0
# Nobody here is far away, and nobody should wait long for a pretend carrier that is gone.
_TIMEOUTS = Timeouts(connect=2.0, login=2.0, retry_first=0.2, retry_most=2.0, drain=2.0, end=1.0)


@dataclass(frozen=True)
class Neighbours:
    """What the pretend carriers give a house."""

    phones: Phones
    accounts: Sequence[Account]
    carriers: Sequence[PretendCarrier]


@asynccontextmanager
async def pretend_carriers(
    phones: Phones,
    clock: Callable[[], datetime],
    draw: Callable[[int], bytes],
    edition: Edition = PILOT_2017,
    rules: Sequence[Rule] = (),
) -> AsyncIterator[Neighbours]:
    """Run a pretend carrier for each carrier, with an account for the house at each.

    `rules` are the faults of each of them.
    """
    async with AsyncExitStack() as stack:
        accounts: list[Account] = []
        carriers: list[PretendCarrier] = []
        for carrier in Carrier:
            secret = draw(_SECRET_SIZE).hex()
            pretend = PretendCarrier(
                phones,
                Habits({_IDS[carrier]: secret}, protocol=_PROTOCOLS[carrier][1]),
                clock,
                [replace(rule) for rule in rules],
            )
            port = await pretend.start()
            stack.push_async_callback(pretend.stop)
            accounts.append(_account(carrier, port, secret, edition))
            carriers.append(pretend)
        yield Neighbours(phones, accounts, carriers)


def _account(carrier: Carrier, port: int, secret: str, edition: Edition) -> Account:
    return Account(
        name=f"pretend-{carrier}",
        carrier=carrier,
        protocol=_PROTOCOLS[carrier][0],
        host="127.0.0.1",
        port=port,
        account=_IDS[carrier],
        password=secret,
        source_number=edition.senders[carrier] or _NO_FIXED_NUMBER,  # R14
        service_id="HEYAN",
        node=_NODE,
        rate=_RATE,
        timeouts=_TIMEOUTS,
    )

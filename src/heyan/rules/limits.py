"""How often one address may try (次数限制): what slows a stranger down, and locks out nobody else.

The bound on guessing is the guess budget (R25); these limits only make it slow to spend.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address


class Way(StrEnum):
    """How a visitor has shown not to be a program."""

    PICTURE = "picture"
    SOUND = "sound"  # digits that a program may come to hear better than people do
    WORK = "work"  # cheaper for a program than for a phone


class Reach(StrEnum):
    """Whose tries are counted together."""

    ADDRESS = "address"
    NETWORK = "network"
    NUMBER = "number"  # one address at one number
    PROVINCE = "province"  # everybody; nobody is refused for it


# How much of "ip4 c000024d" names a customer, and how much their network. An IPv6 customer has a
# /64 at least, and is free to move in it.
_SIZES = {4: (4 + 8, 4 + 6), 6: (4 + 16, 4 + 12)}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many tries there may be; generous, for many people share an office's address."""

    address: int = 120
    network: int = 600
    number: int = 20
    window: timedelta = timedelta(hours=1)
    province: int = 600  # a minute; beyond, pictures become harder
    weak: int = 4  # a try that did not read a picture counts for so many

    def of(self, reach: Reach) -> int:
        """Return how many tries there may be in a window before they are refused."""
        most: int = getattr(self, reach)  # each is called as its reach
        return most

    def weight(self, way: Way) -> int:
        return 1 if way is Way.PICTURE else self.weak


@dataclass
class Standing:
    """How many tries a subject has made in its window, those before the present ones."""

    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody comes from, by name: an address as far as it is a customer's, its network."""

    address: str = field(repr=False)
    network: str = field(repr=False)


def origin_of(address: str) -> Origin:
    """Name an address and its network.

    What is no address, such as the peer of a local socket, is counted as one visitor.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return Origin("elsewhere", "elsewhere")
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    name = f"ip{ip.version} {ip.packed.hex()}"
    customer, neighbours = _SIZES[ip.version]
    return Origin(name[:customer], name[:neighbours])


def reaches(origin: Origin, mobile: str) -> dict[Reach, str]:
    """Name whose tries one at a number belongs to."""
    return {
        Reach.ADDRESS: origin.address,
        Reach.NETWORK: origin.network,
        Reach.NUMBER: f"{origin.address} {mobile}",
    }


def count_try(
    limits: Limits, standings: Sequence[tuple[Reach, Standing]], way: Way
) -> datetime | None:
    """Count a try for everybody it belongs to. Return until when it may not be made, if so.

    A try beyond a limit is counted too: whoever does not stop waits no longer for it, since the
    window ends when it ends.
    """
    ends = []
    for reach, standing in standings:
        standing.count += limits.weight(way)
        if standing.count > limits.of(reach):
            ends.append(standing.since + limits.window)
    return max(ends, default=None)

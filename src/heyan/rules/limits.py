"""How often one address may try (次数限制): what slows a stranger down, and locks out nobody else.

The bound on guessing is the guess budget (R25); these limits only make it slow to spend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

_ONE_VISITOR = {4: 32, 6: 64}  # an IPv6 customer has a /64 at least, and is free to move in it
_NEIGHBOURS = {4: 24, 6: 48}


class Way(StrEnum):
    """How a visitor has shown not to be a program."""

    PICTURE = "picture"
    WORK = "work"  # cheaper for a program than for a phone


class Reach(StrEnum):
    """Whose tries are counted together."""

    ADDRESS = "address"
    NETWORK = "network"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many tries there may be; generous, for many people share an office's address."""

    address: int = 120
    network: int = 600
    window: timedelta = timedelta(hours=1)
    weak: int = 4  # a try that did not read a picture counts for so many

    def of(self, reach: Reach) -> int:
        return self.address if reach is Reach.ADDRESS else self.network

    def weight(self, way: Way) -> int:
        return 1 if way is Way.PICTURE else self.weak


@dataclass
class Standing:
    """How many tries a subject has made in its window, those before the present ones."""

    since: datetime
    count: int


def reaches(address: str) -> dict[Reach, str]:
    """Name the address and the network that a visitor's tries are counted for.

    What is no address, such as the peer of a local socket, is counted as one visitor.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return dict.fromkeys(Reach, "elsewhere")
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    sizes = {Reach.ADDRESS: _ONE_VISITOR, Reach.NETWORK: _NEIGHBOURS}
    return {
        reach: str(ip_network((ip, size[ip.version]), strict=False))
        for reach, size in sizes.items()
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

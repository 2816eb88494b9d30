"""An account at work: its clerk, its pace and its tongue, which all of its connections share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from heyan.carriers.account import Account
from heyan.carriers.clerk import Clerk, Sending
from heyan.carriers.pace import Pace
from heyan.carriers.standing import Standing
from heyan.carriers.turns import Share, Turns
from heyan.wire.dialect import Dialect

_COUNTERS = 2**32
_REFERENCES = 2**8


@dataclass(frozen=True)
class World:
    """The clock and the dice of the links."""

    stamp: Callable[[], str]  # MMDDHHMMSS in China time, for logins
    shake: Callable[[], float]  # 0 to 1


@dataclass(frozen=True)
class Post:
    account: Account
    clerk: Clerk
    pace: Pace
    dialect: Dialect
    world: World
    turns: Turns  # among the accounts of the same carrier
    share: Share
    references: Iterator[int]  # of long texts; one receiver's must differ for some minutes
    standing: Standing = field(default_factory=Standing)


def make_post(account: Account, sending: Sending, world: World, turns: Turns | None = None) -> Post:
    """Give an account what it needs to work; `turns` are those of its carrier's accounts."""
    dialect = account.dialect(node_numbers(account.node, world))
    turns, share = turns or Turns(), Share(account.weight)
    turns.join(share)
    clerk, pace = Clerk(account, sending), Pace(account.rate)
    references = count(int(world.shake() * _REFERENCES))
    return Post(account, clerk, pace, dialect, world, turns, share, references)


def node_numbers(node: int, world: World) -> Iterator[int]:
    """Hand out SGIP's numbers: node, moment, counter.

    Two processes may speak for one node in the same second: each begins to count somewhere else.
    """
    for counter in count(int(world.shake() * _COUNTERS)):
        yield node << 64 | int(world.stamp()) << 32 | counter % _COUNTERS

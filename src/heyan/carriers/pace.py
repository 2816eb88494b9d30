"""The pace of an account (流量控制): never more than its rate in any second, less when throttled.

Departures of the last second are remembered, not tokens counted: a bucket that allows bursts lets
through up to twice the rate in the second after a pause, and gateways count by the second. What a
link is about to take is promised to it before it asks for it, so that all links of an account
together take no more than may leave.
"""

from collections import deque
from typing import Self

SPAN = 1.0  # seconds over which the carrier counts
PAUSE = 1.0  # after it says that we are too fast
SLOWEST = 1 / 16
STEP = 1 / 16  # of the full rate given back for each PAUSE without a complaint


class Pace:
    """Shared by all links of an account, for the carrier counts them together."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._sharers = 1
        self._share = 1.0
        self._paused_until = 0.0
        self._joins_at = 0.0
        self._better_at = 0.0
        self._departures: deque[float] = deque()
        self._promised = 0

    @property
    def rate(self) -> float:
        """Messages a second allowed at present, once we have joined."""
        return self._rate / self._sharers * self._share

    def share_among(self, processes: int) -> None:
        """Keep to an equal part of the rate: so many processes send over the account."""
        self._sharers = max(1, processes)

    def join_at(self, moment: float) -> None:
        """Let nothing leave before the others have heard of us and keep to smaller parts."""
        self._joins_at = moment

    def rate_at(self, now: float) -> float:
        """Messages a second allowed now: none before we join."""
        return 0.0 if now < self._joins_at else self.rate

    def room(self, now: float) -> int:
        """How many messages may be taken now, beside those that are promised already."""
        return max(0, self._free(now) - self._promised)

    def may_leave(self, now: float) -> bool:
        """Whether one that was promised may leave now: a complaint may have come since."""
        return self._free(now) > 0

    def promise(self, count: int) -> "Promise":
        """Keep places for messages that are about to be taken; use it with `with`."""
        return Promise(self, count)

    def hold(self, places: int) -> None:
        """Hold so many more places for promises, or fewer."""
        self._promised += places

    def next_at(self, now: float) -> float:
        """When there may be room again."""
        if self._free(now) > 0:
            return now
        if now < (again_at := max(self._paused_until, self._joins_at)):
            return again_at
        beyond = len(self._departures) - self._most
        return self._departures[beyond] + self._span if beyond >= 0 else now

    def spend(self, now: float) -> None:
        """Note that a message leaves."""
        self._departures.append(now)

    def throttle(self, now: float) -> None:
        """Note that the carrier finds us too fast; one burst of complaints counts once."""
        if now >= self._paused_until:
            self._share = max(SLOWEST, self._share / 2)
            self._paused_until = now + PAUSE
            self._better_at = now + 2 * PAUSE

    def _free(self, now: float) -> int:
        self._recover(now)
        if now < max(self._paused_until, self._joins_at):
            return 0
        while self._departures and self._departures[0] <= now - self._span:
            self._departures.popleft()
        return self._most - len(self._departures)

    def _recover(self, now: float) -> None:
        while self._share < 1.0 and now >= self._better_at:
            self._share = min(1.0, self._share + STEP)
            self._better_at += PAUSE

    @property
    def _most(self) -> int:
        return max(1, int(self.rate * SPAN))

    @property
    def _span(self) -> float:
        """A rate below one a second is one in more than a second."""
        return max(SPAN, self._most / self.rate)


class Promise:
    """Places kept for one link; what it does not use goes back when it ends."""

    def __init__(self, pace: Pace, count: int) -> None:
        self._pace = pace
        self._count = count

    @property
    def count(self) -> int:
        return self._count

    def __enter__(self) -> Self:
        self._pace.hold(self._count)
        return self

    def __exit__(self, *_: object) -> None:
        self.change_to(0)

    def change_to(self, count: int) -> None:
        """Keep fewer places, or more where texts have several parts."""
        self._pace.hold(count - self._count)
        self._count = count

    def spend(self, now: float) -> None:
        """Let one message leave."""
        self.change_to(self._count - 1)
        self._pace.spend(now)

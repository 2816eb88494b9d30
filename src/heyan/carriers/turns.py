"""Whose turn it is to take, where a carrier is reached over several accounts (权重, 故障切换).

Links pull, so an account that is down takes nothing and a slow one, whose window is full, takes
little: the others have it all. Among those that could take now, shares follow weight, success and
latency. What an account took is reckoned at what it was worth then, so a change for better or
worse shows from now on and is not paid back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SLACK = 16  # messages that an account may be ahead of its share
ASKED_LATELY = 2.0  # seconds in which who had room still counts as wanting more
PATIENCE = 1.0  # seconds to an answer that cost an account nothing of its share
_WEIGHT = 0.05  # of the newest answer in the running means
_LEAST = 0.05  # of its weight; who fails always is asked now and then all the same


@dataclass
class Share:
    """One account's part in its carrier's messages."""

    weight: int = 1
    success: float = 1.0  # a running share of answers that were none of the account's failures
    latency: float = 0.0  # seconds to the answer, a running mean
    progress: float = 0.0  # what was taken, each at what the account was worth at the time
    wants_until: float = float("-inf")

    @property
    def worth(self) -> float:
        """What of its weight an account deserves by how it fares."""
        pace = min(1.0, PATIENCE / self.latency) if self.latency > 0 else 1.0
        return self.weight * max(_LEAST, self.success * pace)

    def note(self, *, well: bool, latency: float | None = None) -> None:
        """Take in how one message fared."""
        self.success += _WEIGHT * (well - self.success)
        if latency is not None:
            self.latency += _WEIGHT * (latency - self.latency)


class Turns:
    """The accounts of one carrier in this process."""

    def __init__(self, shares: Iterable[Share] = ()) -> None:
        self._shares = list(shares)

    def join(self, share: Share) -> None:
        self._shares.append(share)

    def room(self, share: Share, room: int, now: float) -> int:
        """Say how many of `room` messages the account may take now."""
        rivals = self._rivals(share, now)
        if share.wants_until <= now and rivals:  # what it missed while away is not made up for
            share.progress = max(share.progress, min(s.progress for s in rivals))
        share.wants_until = now + ASKED_LATELY if room > 0 else now
        if not rivals or room <= 0:
            return max(0, room)
        behind = min(s.progress for s in rivals) - share.progress
        return max(0, min(room, int(behind * share.worth + SLACK)))

    def contested(self, share: Share, now: float) -> bool:
        """Tell whether another account of the carrier could take messages now."""
        return bool(self._rivals(share, now))

    def _rivals(self, share: Share, now: float) -> list[Share]:
        return [s for s in self._shares if s is not share and s.wants_until > now]

    def took(self, share: Share, count: int) -> None:
        share.progress += count / share.worth

    def idle(self, share: Share, now: float) -> None:
        """Note that there is nothing to take, or that the account is gone."""
        share.wants_until = now

"""The turnstile: how often one address may have pictures drawn, counted in this process alone.

A picture takes a hundredth of a second of a core and a row, and asking for one is no try, so the
limits of tries do not reach it. This one is wide: an office may sit behind one address.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heyan.rules.limits import Origin

WINDOW = timedelta(minutes=10)
KEPT = 65_536  # addresses; whoever spreads over more of them is not held up by any count of each


class TooManyForms(Exception):
    """One address asks for forms faster than people do; says how long it has to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many forms")
        self.wait = wait


@dataclass
class Turnstile:
    """Counts by address (of IPv6 a /64) in windows that begin with the first one who comes."""

    most: int
    clock: Callable[[], datetime]
    kept: int = KEPT
    _ends_at: datetime | None = field(default=None, init=False, repr=False)
    _counts: OrderedDict[str, int] = field(default_factory=OrderedDict, init=False, repr=False)

    def count(self, origin: Origin) -> None:
        """Let one through. Raises TooManyForms; who is turned away is not counted."""
        now = self.clock()
        if self._ends_at is None or not self._ends_at - WINDOW <= now < self._ends_at:
            self._ends_at = now + WINDOW
            self._counts.clear()
        who = origin.address
        count = self._counts.get(who, 0)
        if count >= self.most:
            raise TooManyForms(self._ends_at - now)
        self._counts[who] = count + 1
        if len(self._counts) > self.kept:
            self._counts.popitem(last=False)

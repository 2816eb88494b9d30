"""Pressure on a province's portal (压力): tries of many addresses at once make pictures harder.

It refuses nobody: a limit for a whole province would let a stranger keep everybody out.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heyan.rules.limits import Standing
from heyan.rules.provinces import NATION

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)  # in which a province's tries are counted
LASTS = timedelta(minutes=10)  # after the last minute of too many


@dataclass
class Pressure:
    """Which provinces see too many tries, as far as this process was told by what it counted."""

    _until: dict[int, datetime] = field(default_factory=dict)

    def note(self, province: int, standing: Standing, most: int) -> None:
        """Take note of how many tries there have been since the minute began."""
        if standing.count <= most:
            return
        until = self._until.get(province)
        if until is None or until < standing.since:
            logger.warning("%s: more than %d tries within a minute", province, most)
        self._until[province] = standing.since + LASTS

    def on(self, province: int, now: datetime) -> bool:
        """Tell whether pictures are to be harder; the nation's portal serves every province."""
        if province == NATION.code:
            return any(now < until for until in self._until.values())
        return now < self._until.get(province, now)

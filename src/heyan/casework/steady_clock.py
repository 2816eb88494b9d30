"""The host's clock, held against its uptime: a step of it is believed only when it has lasted.

Deadlines are promises to people. A clock that somebody sets an hour forth and back again would
otherwise end, within that hour, what had an hour left (R22).
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from heyan.rules.calendar import in_beijing

logger = logging.getLogger(__name__)

# Less is followed at once: NTP may set a clock by so much, and nobody's time depends on it.
STEP = timedelta(seconds=10)
# A step that has lasted so long is taken for a correction.
PATIENCE = timedelta(hours=1)


class SteadyClock:
    """Goes on as before while the host's clock is away from where it was, for at most `PATIENCE`.

    `uptime` counts the seconds that have passed, whatever the clock is set to.
    """

    def __init__(self, host: Callable[[], datetime], uptime: Callable[[], float]) -> None:
        self._host = host
        self._uptime = uptime
        self._began = host() - timedelta(seconds=uptime())  # by the time that we go by
        self._away = timedelta()
        self._away_since = 0.0

    def __call__(self) -> datetime:
        told, up = self._host(), self._uptime()
        away = told - (self._began + timedelta(seconds=up))
        if abs(away) <= STEP:
            if self._away:
                logger.warning("The host's clock is back where it should be")
                self._away = timedelta()
        elif abs(away - self._away) > STEP:
            self._away, self._away_since = away, up
            believed_at = in_beijing(told + PATIENCE)
            logger.error(
                "The host's clock was stepped by %s; it is believed from %s on, if it stays so",
                away,
                f"{believed_at:%Y-%m-%d %H:%M:%S}",
            )
            return told - away
        elif up - self._away_since < PATIENCE.total_seconds():
            return told - away
        else:
            logger.warning("The host's clock has kept to its step of %s and is believed", away)
            self._away = timedelta()
        self._began += away
        return told

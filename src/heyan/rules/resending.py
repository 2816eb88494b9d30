"""How often a number may be sent its message again by hand (R12)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from heyan.rules.rulebook import Resending

_HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def may_send_again(limits: Resending, sent: Sequence[datetime], now: datetime) -> bool:
    """Whether one more message may go to a number that got messages at those moments."""
    if any(now - at < limits.gap for at in sent):
        return False
    within_hour = sum(now - at < _HOUR for at in sent)
    within_day = sum(now - at < DAY for at in sent)
    return within_hour < limits.an_hour and within_day < limits.a_day

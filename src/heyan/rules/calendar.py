"""Moments that the rules name, in Beijing time (R11)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def in_beijing(moment: datetime) -> datetime:
    """Return the same moment with Beijing's offset."""
    return moment.astimezone(BEIJING)


def beijing_day(moment: datetime) -> date:
    """Return the day that it is in Beijing."""
    return in_beijing(moment).date()


def next_day_at(clock_time: time, after: datetime) -> datetime:
    """Return `clock_time` on the day after `after`, as Beijing counts days."""
    day = beijing_day(after) + timedelta(days=1)
    return datetime.combine(day, clock_time, BEIJING)

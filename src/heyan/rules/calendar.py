"""Moments that the rules name, in Beijing time (R11)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_STAMPS = {10: "%y%m%d%H%M", 12: "%y%m%d%H%M%S", 14: "%Y%m%d%H%M%S"}


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


def read_stamp(digits: str) -> datetime | None:
    """Read a moment as carriers write it, YYMMDDHHMM and longer in Beijing time; None if none."""
    form = _STAMPS.get(len(digits))
    if form is None or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return datetime.strptime(digits, form).replace(tzinfo=BEIJING)
    except ValueError:
        return None

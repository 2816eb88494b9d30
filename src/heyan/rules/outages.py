"""Declared outages on our side stop the clock (R22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from heyan.rules.calendar import in_beijing
from heyan.rules.events import OutageDeclared


@dataclass(frozen=True, order=True)
class Outage:
    """A span in which people could not answer, for our fault."""

    starts_at: datetime
    ends_at: datetime


def declared(outage: Outage, reason: str) -> OutageDeclared:
    """Return what every trail says of an outage."""
    starts_at, ends_at = in_beijing(outage.starts_at), in_beijing(outage.ends_at)
    return OutageDeclared(starts_at.isoformat(), ends_at.isoformat(), reason)


def extended(start: datetime, end: datetime, outages: Iterable[Outage]) -> datetime:
    """Return when a span that would end at `end` ends, the clock standing still in outages.

    The outages come in order and do not overlap (`joined`).
    """
    for outage in outages:
        if outage.ends_at > start and outage.starts_at < end:
            end += outage.ends_at - max(outage.starts_at, start)
    return end


def joined(outages: Iterable[Outage]) -> tuple[Outage, ...]:
    """Return the same spans in order, those that overlap or meet made one."""
    spans: list[Outage] = []
    for outage in sorted(outages):
        if spans and outage.starts_at <= spans[-1].ends_at:
            last = spans.pop()
            outage = Outage(last.starts_at, max(last.ends_at, outage.ends_at))  # noqa: PLW2901 - joined with the last
        spans.append(outage)
    return tuple(spans)

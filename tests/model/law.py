"""The values of the four editions, typed from the table of rules.md and from nowhere else."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))

SEVEN = {"120000", "620000", "540000", "640000", "460000", "650000", "630000"}
AND_SEVEN = {"330000", "510000", "350000", "610000", "500000", "450000", "530000"}
AND_EIGHT = {
    "370000",
    "410000",
    "340000",
    "430000",
    "140000",
    "230000",
    "150000",
    "420000",
}


@dataclass(frozen=True)
class Law:
    """What an edition settles about a case, a challenge and its messages."""

    name: str
    begins: datetime
    provinces: frozenset[str] | None
    """Where filings are verified; none stands for everywhere (R1)."""

    window: timedelta
    noon: bool
    by_hand: int | None
    """How often a message of one case is sent again by hand; none for no limit of the edition."""

    unasked: frozenset[str]
    """The kinds of filing that challenge nobody (R3)."""

    any_field: bool
    """Whether any wrong field counts and the sixth attempt fails, not the fifth wrong tail."""

    one_portal: bool

    def asks_in(self, province: str) -> bool:
        """Tell whether filings of a province are verified (R1)."""
        return self.provinces is None or province in self.provinces


def _beijing(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=BEIJING).astimezone(UTC)


_CANCELS = {"cancel_subject", "cancel_site", "cancel_access"}

LAWS = (
    Law(
        name="pilot-2017",
        begins=_beijing(2017, 12, 18, 9),
        provinces=frozenset(SEVEN),
        window=timedelta(hours=48),
        noon=True,
        by_hand=None,
        unasked=frozenset(),
        any_field=False,
        one_portal=False,
    ),
    Law(
        name="pilot-2018-09-10",
        begins=_beijing(2018, 9, 10),
        provinces=frozenset(SEVEN | AND_SEVEN),
        window=timedelta(hours=24),
        noon=False,
        by_hand=None,
        unasked=frozenset(_CANCELS),
        any_field=False,
        one_portal=False,
    ),
    Law(
        name="pilot-2018-09-24",
        begins=_beijing(2018, 9, 24),
        provinces=frozenset(SEVEN | AND_SEVEN | AND_EIGHT),
        window=timedelta(hours=24),
        noon=False,
        by_hand=None,
        unasked=frozenset(_CANCELS),
        any_field=False,
        one_portal=False,
    ),
    Law(
        name="national-2020",
        begins=_beijing(2020, 8, 17),
        provinces=None,
        window=timedelta(hours=24),
        noon=False,
        by_hand=2,
        unasked=frozenset({"cancel_access"}),
        any_field=True,
        one_portal=True,
    ),
)


def law_named(name: str, now: datetime) -> Law:
    """Give the law of a name, or for by-date that in force now."""
    if name == "by-date":
        return [law for law in LAWS if law.begins <= now][-1]
    return next(law for law in LAWS if law.name == name)

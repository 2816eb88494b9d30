"""What an edition of the rulebook (规则册) settles. A case keeps the one it was opened under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from heyan.rules.filing import FilingKind
from heyan.rules.phone import Carrier


class Part(StrEnum):
    """Whose principal has to prove a number."""

    SUBJECT = "subject"  # 主体负责人
    SITE = "site"  # 网站负责人


class Source(StrEnum):
    """Where the principals of a kind of filing are found."""

    FILING = "filing"  # as the filing states them
    REGISTER = "register"  # as they are registered
    CHANGES = "changes"  # as the filing states them, where it differs from the register


@dataclass(frozen=True)
class Challenged:
    """One row of 备案类型验证说明 (R3)."""

    parts: frozenset[Part]
    source: Source


class Counted(StrEnum):
    """Which errors spend a challenge's tries (R20)."""

    TAILS = "tails"  # a wrong tail with the right number and code; the last one fails
    ANY_FIELD = "any_field"  # any wrong field of a known number; the attempt after the last fails


@dataclass(frozen=True, kw_only=True)
class Resending:
    """How often a person may have a message sent again (R12)."""

    gap: timedelta
    an_hour: int
    a_day: int
    a_case: int | None = None


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A dated set of all values that the authority has changed over the years."""

    name: str
    starts: datetime
    provinces: frozenset[int]  # R1
    challenged: Mapping[FilingKind, Challenged] = field(repr=False)  # R3
    window: timedelta  # R22
    noon: time | None  # R11, Beijing time
    counted: Counted  # R20
    wrong_tails: int  # R20: so many are counted
    guesses: int  # R25: so many wrong codes spend a code
    spent_codes: int  # R25: so many spent codes lock the number
    corrections: int  # R8: at most so many a case
    resending: Resending  # R12
    portals: Mapping[int, str] = field(repr=False)  # R16: province -> first label of the host
    senders: Mapping[Carrier, str | None] = field(repr=False)  # R14
    signature: str  # R15
    domain: str | None = None  # of its portals, where it is not that of the pilot

    def verifies(self, province: int) -> bool:
        """Whether filings of the province are verified by SMS (R1)."""
        return province in self.provinces

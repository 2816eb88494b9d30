"""The register (备案库): approved subjects, sites and accesses, and their numbers (R28)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from heyan.rules.filing import Access, Site, Subject
from heyan.rules.provinces import BY_CODE

_OURS = re.compile(r"ICP备(\d{4})(\d{6})号$")


@dataclass(frozen=True, kw_only=True)
class RegisteredSite:
    """A site (网站) as it is registered; without accesses it is a shell site (空壳网站)."""

    number: str
    site: Site
    accesses: Mapping[int, Access] = field(default_factory=dict)  # provider -> access

    @property
    def shell(self) -> bool:
        return not self.accesses


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A subject (主体) as it is registered, with its sites."""

    number: str
    province: int
    subject: Subject
    last_site: int = 0  # the highest n that was ever given: numbers are not given twice
    sites: tuple[RegisteredSite, ...] = ()

    def site(self, number: str | None) -> RegisteredSite | None:
        return next((site for site in self.sites if site.number == number), None)


def subject_number(province: int, year: int, serial: int) -> str:
    """Return the number of a new subject: `{省简称}ICP备{YYYY}{6 digits}号` (R28)."""
    return f"{BY_CODE[province].short}ICP备{year:04}{serial:06}号"


def serial_of(number: str) -> tuple[int, int] | None:
    """Return year and serial of a subject's number, where it is one of ours in form."""
    ours = _OURS.search(number)
    return None if ours is None else (int(ours[1]), int(ours[2]))


def site_number(subject: str, n: int) -> str:
    """Return the number of a subject's nth site (R28)."""
    return f"{subject}-{n}"

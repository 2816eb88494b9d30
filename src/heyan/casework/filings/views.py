"""What readers see of filings, events and the register; others' personal data is masked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A stretch of a list; `next` goes on from its end, None when nothing follows."""

    items: Sequence[T]
    next: str | None


@dataclass(frozen=True)
class Explained:
    """Why a number is asked, or why none is: rule and edition, in both languages (R30)."""

    rule: str
    zh: str
    en: str


@dataclass(frozen=True)
class MessageView:
    """One message of a challenge, and how far it has come."""

    ordinal: int
    purpose: str
    carrier: str
    state: str
    queued_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    settled_at: datetime | None
    stat: str | None


@dataclass(frozen=True)
class ChallengeView:
    """One number that has to prove itself; the number is masked."""

    n: int
    mobile: str
    state: str
    deadline: datetime | None
    wrong_tails: int
    because: tuple[Explained, ...]
    messages: tuple[MessageView, ...]


@dataclass(frozen=True)
class EventView:
    """One event of the feed or of a filing's history."""

    id: str
    type: str
    at: datetime
    filing: str
    data: dict[str, Any]


@dataclass(frozen=True)
class FilingSummary:
    """A filing in a list."""

    id: str
    reference: str
    kind: str
    province: str
    state: str
    reason: str | None
    submitted_at: datetime
    deadline: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class FilingView:
    """A filing as its provider sees it."""

    id: str
    reference: str
    kind: str
    province: str
    state: str
    reason: str | None  # why it was returned
    note: str | None  # the officer's reason, when it was rejected
    edition: str
    submitted_at: datetime
    deadline: datetime | None
    ended_at: datetime | None
    erased_at: datetime | None  # since then nothing personal is kept
    challenges: tuple[ChallengeView, ...]
    explanation: tuple[Explained, ...]
    history: tuple[EventView, ...]
    register_numbers: tuple[str, ...]


@dataclass(frozen=True)
class ReviewView:
    """A filing as the officer who judges it sees it: whole, in clear."""

    id: str
    reference: str
    provider: str
    kind: str
    submitted_at: datetime
    verified_at: datetime | None
    filing: dict[str, Any] | None = field(repr=False)


@dataclass(frozen=True)
class AccessView:
    """Which provider carries a site."""

    provider: str
    method: int
    location: str
    ips: tuple[str, ...]


@dataclass(frozen=True)
class SiteView:
    """A registered site."""

    number: str
    name: str
    domains: tuple[str, ...]
    home_url: str
    principal: str  # masked
    mobile: str  # masked
    shell: bool
    accesses: tuple[AccessView, ...]


@dataclass(frozen=True)
class SubjectView:
    """A registered subject. Organisations are public; a natural person's name is masked."""

    number: str
    province: str
    name: str
    nature: int
    principal: str  # masked
    mobile: str  # masked
    sites: tuple[SiteView, ...]

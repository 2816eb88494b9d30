"""What an approval writes into the register (R28)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from heyan.rules.changes import as_registered, stated_access
from heyan.rules.filing import Access, Filing, FilingKind, Site, SiteEntry, Subject
from heyan.rules.refusals import RegisterMoved
from heyan.rules.register import Registered, site_number


@dataclass(frozen=True)
class PutSubject:
    """Enter a subject, or replace its data."""

    number: str
    subject: Subject


@dataclass(frozen=True)
class PutSite:
    """Enter a site, or replace its data."""

    number: str
    site: Site


@dataclass(frozen=True)
class PutAccess:
    """Enter the access of a provider to a site, or replace its data."""

    number: str
    provider: int
    access: Access


@dataclass(frozen=True)
class EndSubject:
    """Cancel a subject with all its sites and accesses (注销主体)."""

    number: str


@dataclass(frozen=True)
class EndSite:
    """Cancel a site with all its accesses (注销网站)."""

    number: str


@dataclass(frozen=True)
class EndAccess:
    """Cancel an access (取消接入); the last one leaves a shell site."""

    number: str
    provider: int


Entry = PutSubject | PutSite | PutAccess | EndSubject | EndSite | EndAccess


def entries(
    filing: Filing,
    provider: int,
    registered: Registered | None,
    new_number: str,
    touched: Collection[str] = (),
) -> tuple[Entry, ...]:
    """Return what approval writes. `new_number` is the subject's, for a new filing only.

    A change writes the parts that it `touched` when it was submitted, and no others: what others
    have changed since stays.
    """
    if filing.kind is FilingKind.NEW_FILING:
        if filing.subject is None:
            raise RegisterMoved
        subject = PutSubject(new_number, filing.subject)
        return (subject, *_new_sites(filing.sites, provider, new_number, 0))
    if registered is None:  # cancelled by another filing in the meantime
        raise RegisterMoved
    if filing.kind is FilingKind.NEW_SITE:
        return tuple(_new_sites(filing.sites, provider, registered.number, registered.last_site))
    if filing.kind is FilingKind.CANCEL_SUBJECT:
        return (EndSubject(registered.number),)
    return tuple(_on_registered(filing, provider, registered, touched))


def numbers(written: tuple[Entry, ...]) -> tuple[str, ...]:
    """Return the register numbers that the entries touch, each once."""
    return tuple(dict.fromkeys(entry.number for entry in written))


def _new_sites(
    sites: tuple[SiteEntry, ...], provider: int, subject: str, last: int
) -> Iterator[Entry]:
    for n, entry in enumerate(sites, last + 1):
        if entry.site is not None:
            number = site_number(subject, n)
            yield PutSite(number, as_registered(entry.site))
            yield from _access(entry, number, provider)


def _on_registered(
    filing: Filing, provider: int, registered: Registered, touched: Collection[str]
) -> Iterator[Entry]:
    if filing.subject is not None and "subject" in touched:
        yield PutSubject(registered.number, filing.subject)
    for index, entry in enumerate(filing.sites):
        site = registered.site(entry.number)
        if site is None:
            raise RegisterMoved
        if filing.kind is FilingKind.CANCEL_SITE:
            yield EndSite(site.number)
        elif filing.kind is FilingKind.CANCEL_ACCESS:
            yield EndAccess(site.number, provider)
        elif filing.kind is FilingKind.NEW_ACCESS or f"site:{index}" in touched:
            if entry.site is not None:
                yield PutSite(site.number, as_registered(entry.site))
            yield from _access(entry, site.number, provider)


def _access(entry: SiteEntry, number: str, provider: int) -> Iterator[Entry]:
    access = stated_access(entry)
    if access is not None:
        yield PutAccess(number, provider, access)

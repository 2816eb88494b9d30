"""Filings, and the register entries they build on, that tests start from: all invented."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from heyan.rules.documents import check_digit
from heyan.rules.filing import (
    Access,
    Document,
    Filing,
    FilingKind,
    Principal,
    Site,
    SiteEntry,
    Subject,
)
from heyan.rules.phone import Mobile
from heyan.rules.register import Registered, RegisteredSite
from heyan.rules.writing import plain

TIANJIN = 120000
SUBJECT_NUMBER = "津ICP备2017000001号"
SITE_NUMBER = f"{SUBJECT_NUMBER}-1"
OURS = 1  # the provider whose access the registered site has


def card(order: int = 301, birth: str = "19880515", region: str = "120101") -> str:
    """Return a resident card's number with the right check digit."""
    first = f"{region}{birth}{order:03}"
    return first + check_digit(first)


LI = Principal(
    name="李海",
    document=Document(type=2, number=card(301)),
    mobiles=(Mobile("13802112345"), Mobile("18602212345")),
    emergency_phone="022-23456789",
    email="li@haihe.example",
)
HAN = Principal(
    name="韩梅",
    document=Document(type=2, number=card(282, birth="19920307")),
    mobiles=(Mobile("17012345678"),),
    email="han@haihe.example",
)
ZHAO = Principal(
    name="赵八",
    document=Document(type=14, number="C567（8）"),
    mobiles=(Mobile("18912345678"),),
)

ACCESS = Access(method=1, location="120000", ips=("203.0.113.7",))
SUBJECT = Subject(
    name="天津海河科技有限公司",
    nature=4,
    document=Document(type=1, number="91120000MA05X12345"),
    address="天津市和平区南京路1号",
    principal=LI,
)
SITE = Site(
    name="海河新闻",
    domains=("haihe.example",),
    home_url="www.haihe.example",
    principal=HAN,
    access=ACCESS,
)


def new_filing(
    *sites: Site,
    subject: Subject = SUBJECT,
    province: int = TIANJIN,
    reference: str = "ORD-2018-000173",
) -> Filing:
    """Return a filing of a new subject with its sites, 海河新闻 if none is given."""
    return Filing(
        reference=reference,
        kind=FilingKind.NEW_FILING,
        province=province,
        subject=subject,
        sites=tuple(SiteEntry(site=site) for site in sites or (SITE,)),
    )


def new_site(*sites: Site, reference: str = "ORD-2018-000174") -> Filing:
    return _on_register(
        FilingKind.NEW_SITE, reference, *(SiteEntry(site=site) for site in sites or (SITE,))
    )


def new_access(*mobiles: Mobile, reference: str = "ORD-2018-000175") -> Filing:
    """Return a filing of a new access that states these numbers, or none."""
    entry = SiteEntry(number=SITE_NUMBER, access=ACCESS, mobiles=mobiles)
    return _on_register(FilingKind.NEW_ACCESS, reference, entry)


def change(
    subject: Subject = SUBJECT, site: Site = SITE, reference: str = "ORD-2018-000176"
) -> Filing:
    """Return a filing that changes what differs from `registered()`."""
    filing = _on_register(FilingKind.CHANGE, reference, SiteEntry(number=SITE_NUMBER, site=site))
    return replace(filing, subject=subject)


def cancel_subject(reference: str = "ORD-2018-000177") -> Filing:
    return _on_register(FilingKind.CANCEL_SUBJECT, reference)


def cancel_site(reference: str = "ORD-2018-000178") -> Filing:
    return _on_register(FilingKind.CANCEL_SITE, reference, SiteEntry(number=SITE_NUMBER))


def cancel_access(reference: str = "ORD-2018-000179") -> Filing:
    return _on_register(FilingKind.CANCEL_ACCESS, reference, SiteEntry(number=SITE_NUMBER))


def filing_of(kind: FilingKind) -> Filing:
    """Return a filing of a kind, as each of these functions makes it by itself."""
    makers: dict[FilingKind, Callable[[], Filing]] = {
        FilingKind.NEW_FILING: new_filing,
        FilingKind.NEW_SITE: new_site,
        FilingKind.NEW_ACCESS: new_access,
        FilingKind.CHANGE: change,
        FilingKind.CANCEL_SUBJECT: cancel_subject,
        FilingKind.CANCEL_SITE: cancel_site,
        FilingKind.CANCEL_ACCESS: cancel_access,
    }
    return makers[kind]()


def document_of(kind: FilingKind = FilingKind.NEW_FILING) -> dict[str, Any]:
    """Return a filing of a kind as JSON; it is the test's own to spoil."""
    return plain(filing_of(kind))


def registered(*, carried: bool = True) -> Registered:
    """Return the subject and site that the filings name; not carried by anybody it is a shell."""
    site = RegisteredSite(
        number=SITE_NUMBER,
        site=replace(SITE, access=None),
        accesses={OURS: ACCESS} if carried else {},
    )
    return Registered(
        number=SUBJECT_NUMBER, province=TIANJIN, subject=SUBJECT, last_site=1, sites=(site,)
    )


def _on_register(kind: FilingKind, reference: str, *sites: SiteEntry) -> Filing:
    return Filing(
        reference=reference,
        kind=kind,
        province=TIANJIN,
        subject_number=SUBJECT_NUMBER,
        sites=sites,
    )

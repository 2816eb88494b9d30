"""Any filing that there can be, for tests that must hold for all of them."""

from datetime import date

from hypothesis import strategies as st

from heyan.rules.documents import DOCUMENT_TYPES, NATURES, RESIDENT_CARD, stored_number
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
from heyan.rules.phone import Mobile, read_mobile
from heyan.rules.provinces import BY_CODE, PROVINCES
from tests.fakes.filings import card

_NUMBERED = (FilingKind.CANCEL_SITE, FilingKind.CANCEL_ACCESS)
_LETTERS = "甲乙丙丁海河李韩AZaz09 -（）'\"\\/&😀𠀀"


def _texts(most: int) -> st.SearchStrategy[str]:
    return st.text(_LETTERS, min_size=1, max_size=most).map(str.strip).filter(bool)


def _optional(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | texts


_mobiles = (
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
    .filter(lambda text: read_mobile(text) is not None)
    .map(Mobile)
)
_cards = st.builds(
    card,
    st.integers(0, 999),
    st.dates(date(1900, 1, 1), date(2018, 1, 1)).map("{:%Y%m%d}".format),
    st.integers(0, 999_999).map("{:06}".format),
)
_provinces = st.sampled_from(PROVINCES).map(lambda province: province.code)
_addresses = st.ip_addresses().map(str)
_domains = st.from_regex(r"[a-z]{3}[a-z0-9]{0,9}\.example", fullmatch=True) | st.just(
    "海河.example"
)


def _documents(*, personal: bool) -> st.SearchStrategy[Document]:
    types = [
        code
        for code, line in DOCUMENT_TYPES.items()
        if line.valid and (line.personal or not personal)
    ]

    def of(code: int) -> st.SearchStrategy[Document]:
        numbers = _cards if code == RESIDENT_CARD else _texts(128)
        return numbers.map(lambda text: Document(type=code, number=stored_number(code, text)))

    return st.sampled_from(types).flatmap(of)


_principals = st.builds(
    Principal,
    name=_texts(128),
    document=_documents(personal=True),
    mobiles=st.lists(_mobiles, min_size=1, max_size=10).map(tuple),
    emergency_phone=_optional(_texts(32)),
    email=st.sampled_from(["", "li@haihe.example", "Li.Hai+1@HAIHE.example"]),
)
_accesses = st.builds(
    Access,
    method=st.integers(1, 99),
    location=_provinces.map(str),
    ips=st.lists(_addresses, min_size=1, max_size=4).map(tuple),
)
_subjects = st.builds(
    Subject,
    name=_texts(255),
    nature=st.sampled_from(sorted(NATURES)),
    document=_documents(personal=False),
    address=_texts(255),
    principal=_principals,
    remarks=_optional(_texts(255)),
)


def _sites(domains: list[str]) -> st.SearchStrategy[Site]:
    return st.builds(
        Site,
        name=_texts(512),
        domains=st.just(tuple(domains)),
        home_url=st.sampled_from(["www.haihe.example", "https://haihe.example:8443/a?b#c"]),
        principal=_principals,
        access=_accesses,
        remarks=_optional(_texts(255)),
    )


@st.composite
def _entries(draw: st.DrawFn, kind: FilingKind, subject: str) -> tuple[SiteEntry, ...]:
    if kind is FilingKind.CANCEL_SUBJECT:
        return ()
    serials = draw(st.lists(st.integers(1, 99_999), min_size=1, max_size=4, unique=True))
    numbers = [f"{subject}-{serial}" for serial in serials]
    if kind in _NUMBERED:
        return tuple(SiteEntry(number=number) for number in numbers)
    if kind is FilingKind.NEW_ACCESS:
        stated = st.lists(_mobiles, max_size=2).map(tuple)
        return tuple(
            SiteEntry(number=number, access=draw(_accesses), mobiles=draw(stated))
            for number in numbers
        )
    domains = draw(st.lists(_domains, min_size=len(numbers), max_size=9, unique=True))
    shares = [domains[n :: len(numbers)] for n in range(len(numbers))]
    return tuple(
        SiteEntry(number=number if kind is FilingKind.CHANGE else None, site=draw(_sites(share)))
        for number, share in zip(numbers, shares, strict=True)
    )


@st.composite
def any_filing(draw: st.DrawFn) -> Filing:
    kind = draw(st.sampled_from(FilingKind))
    province = draw(_provinces)
    number = f"{BY_CODE[province].short}ICP备{draw(st.integers(10**9, 10**10 - 1))}号"
    whole = kind in {FilingKind.NEW_FILING, FilingKind.CHANGE}
    return Filing(
        reference=draw(st.text("ABC-0123", min_size=1, max_size=64)),
        kind=kind,
        province=province,
        subject_number=None if kind is FilingKind.NEW_FILING else number,
        subject=draw(_subjects) if whole else None,
        sites=draw(_entries(kind, number)),
    )

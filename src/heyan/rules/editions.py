"""The editions of the rulebook (规则册), oldest first: a new rule is a new edition."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from types import MappingProxyType

from heyan.rules.calendar import BEIJING
from heyan.rules.filing import FilingKind
from heyan.rules.phone import Carrier
from heyan.rules.provinces import BY_CODE
from heyan.rules.rulebook import Challenged, Counted, Edition, Part, Resending, Source

BY_DATE = "by-date"

_SUBJECT = frozenset({Part.SUBJECT})
_SITE = frozenset({Part.SITE})
_BOTH = _SUBJECT | _SITE

CANCELLATIONS = frozenset(
    {FilingKind.CANCEL_SUBJECT, FilingKind.CANCEL_SITE, FilingKind.CANCEL_ACCESS}
)

PILOT_PORTALS = MappingProxyType(
    {
        120000: "tjcainfo",
        620000: "gscainfo",
        540000: "xzcainfo",
        640000: "nxcainfo",
        460000: "hncainfo",
        650000: "xjcainfo",
        630000: "qhcainfo",
    }
)

PILOT_2017 = Edition(
    name="pilot-2017",
    starts=datetime(2017, 12, 18, 9, 0, tzinfo=BEIJING),
    provinces=frozenset(PILOT_PORTALS),
    challenged=MappingProxyType(
        {
            FilingKind.NEW_FILING: Challenged(_BOTH, Source.FILING),
            FilingKind.NEW_SITE: Challenged(_SITE, Source.FILING),
            FilingKind.NEW_ACCESS: Challenged(_SITE, Source.REGISTER),
            FilingKind.CHANGE: Challenged(_BOTH, Source.CHANGES),
            FilingKind.CANCEL_SUBJECT: Challenged(_SUBJECT, Source.REGISTER),
            FilingKind.CANCEL_SITE: Challenged(_SITE, Source.REGISTER),
            FilingKind.CANCEL_ACCESS: Challenged(_SITE, Source.REGISTER),
        }
    ),
    window=timedelta(hours=48),
    noon=time(12, 0),
    counted=Counted.TAILS,
    wrong_tails=5,
    guesses=20,
    spent_codes=5,
    corrections=2,
    resending=Resending(gap=timedelta(seconds=60), an_hour=5, a_day=10),
    portals=PILOT_PORTALS,
    senders=MappingProxyType(
        {
            Carrier.TELECOM: "106598051001",
            Carrier.UNICOM: "10655113",
            Carrier.MOBILE: "106575000130",
            Carrier.VIRTUAL: None,  # no fixed number
        }
    ),
    signature="【工信部备案】",
)

_SECOND_PORTALS = MappingProxyType(
    {
        **PILOT_PORTALS,
        330000: "zjcainfo",
        510000: "sccainfo",
        350000: "fjcainfo",
        610000: "sncainfo",
        500000: "cqcainfo",
        450000: "gxcainfo",
        530000: "yncainfo",
    }
)

PILOT_2018_09_10 = replace(
    PILOT_2017,
    name="pilot-2018-09-10",
    starts=datetime(2018, 9, 10, tzinfo=BEIJING),
    provinces=frozenset(_SECOND_PORTALS),
    portals=_SECOND_PORTALS,
    challenged=MappingProxyType(
        {kind: row for kind, row in PILOT_2017.challenged.items() if kind not in CANCELLATIONS}
    ),
    window=timedelta(hours=24),
    noon=None,
)

_THIRD_PORTALS = MappingProxyType(
    {
        **_SECOND_PORTALS,
        370000: "sdcainfo",
        410000: "hacainfo",
        340000: "ahcainfo",
        430000: "hunancainfo",  # hncainfo has been 海南's since 2017
        140000: "sxcainfo",
        230000: "hlcainfo",
        150000: "nmcainfo",
        420000: "hbcainfo",
    }
)

PILOT_2018_09_24 = replace(
    PILOT_2018_09_10,
    name="pilot-2018-09-24",
    starts=datetime(2018, 9, 24, tzinfo=BEIJING),
    provinces=frozenset(_THIRD_PORTALS),
    portals=_THIRD_PORTALS,
)

NATIONAL_2020 = replace(
    PILOT_2018_09_24,
    name="national-2020",
    starts=datetime(2020, 8, 17, tzinfo=BEIJING),
    provinces=frozenset(BY_CODE),
    portals=MappingProxyType(dict.fromkeys(BY_CODE, "beian")),
    domain="miit.gov.cn",
    challenged=MappingProxyType(
        {
            kind: row
            for kind, row in PILOT_2017.challenged.items()
            if kind is not FilingKind.CANCEL_ACCESS
        }
    ),
    counted=Counted.ANY_FIELD,
    resending=replace(PILOT_2017.resending, a_case=2),
    senders=MappingProxyType(dict.fromkeys(Carrier, "12381")),
)

EDITIONS = (PILOT_2017, PILOT_2018_09_10, PILOT_2018_09_24, NATIONAL_2020)


def edition_named(name: str) -> Edition:
    """Return the edition that a setting or a stored case names; LookupError where none does."""
    for edition in EDITIONS:
        if edition.name == name:
            return edition
    raise LookupError(name)


def begun_by(edition: Edition) -> tuple[Edition, ...]:
    """Return the editions that cases may still be open under while one is in force."""
    return tuple(each for each in EDITIONS if each.starts <= edition.starts)


def edition_on(moment: datetime) -> Edition:
    """Return the edition in force; before the first began, the first."""
    begun = [edition for edition in EDITIONS if edition.starts <= moment]
    return max(begun, key=lambda edition: edition.starts, default=EDITIONS[0])

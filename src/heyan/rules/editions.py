"""The editions of the rulebook (规则册), oldest first: a new rule is a new edition."""

from datetime import datetime, time, timedelta
from types import MappingProxyType

from heyan.rules.calendar import BEIJING
from heyan.rules.filing import FilingKind
from heyan.rules.phone import Carrier
from heyan.rules.rulebook import Challenged, Counted, Edition, Part, Resending, Source

BY_DATE = "by-date"

_SUBJECT = frozenset({Part.SUBJECT})
_SITE = frozenset({Part.SITE})
_BOTH = _SUBJECT | _SITE

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

EDITIONS = (PILOT_2017,)


def edition_named(name: str) -> Edition:
    """Return the edition that a setting or a stored case names; LookupError where none does."""
    for edition in EDITIONS:
        if edition.name == name:
            return edition
    raise LookupError(name)


def edition_on(moment: datetime) -> Edition:
    """Return the edition in force; before the first began, the first."""
    begun = [edition for edition in EDITIONS if edition.starts <= moment]
    return max(begun, key=lambda edition: edition.starts, default=EDITIONS[0])

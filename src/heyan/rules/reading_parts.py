"""What the parts of a filing must hold, and which of them each kind of filing carries."""

from collections.abc import Mapping
from types import MappingProxyType

from heyan.rules import reading_values as values
from heyan.rules.documents import RESIDENT_CARD, card_fault
from heyan.rules.filing import FilingKind
from heyan.rules.reading_place import Check, Place, Shape, a_list

# Lengths are those of MIIT's interface where it has the field; the other limits are ours.
MOST_SITES = 100
MOST_DOMAINS = 200
_MOST_MOBILES = 10
_MOST_IPS = 256
_LONGEST_DOCUMENT_NUMBER = 128


def _card(place: Place, document: Mapping[str, object]) -> bool:
    if document["type"] != RESIDENT_CARD:
        return True
    code = card_fault(str(document["number"]), place.today)
    return code is None or place.at("number").note(code)


def _document(document_type: Check) -> Check:
    checks = {"type": document_type, "number": values.text(_LONGEST_DOCUMENT_NUMBER)}
    return Shape(checks=checks, required=tuple(checks), then=_card)


_MOBILES = a_list(values.mobile, _MOST_MOBILES)
_PRINCIPAL: Mapping[str, Check] = {
    "name": values.text(128),
    "document": _document(values.personal_document_type),
    "mobiles": _MOBILES,
    "emergency_phone": values.text(32, blank=True),
    "email": values.email,
}
_ACCESS: Mapping[str, Check] = {
    "method": values.method,
    "location": values.province,
    "ips": a_list(values.ip, _MOST_IPS),
}
_WHOLE_ACCESS = Shape(checks=_ACCESS, required=tuple(_ACCESS))


def _subject_fields(principal: Check) -> Mapping[str, Check]:
    return {
        "number": values.subject_number,
        "name": values.text(255),
        "nature": values.nature,
        "document": _document(values.document_type),
        "address": values.text(255),
        "principal": principal,
        "remarks": values.lines(1024),
    }


def _site_fields(principal: Check) -> Mapping[str, Check]:
    return {
        "number": values.site_number,
        "name": values.text(512),
        "domains": a_list(values.domain, MOST_DOMAINS),
        "home_url": values.home_url,
        "principal": principal,
        "access": _WHOLE_ACCESS,
        "remarks": values.lines(1024),
    }


_WHOLE_PRINCIPAL = Shape(
    checks=_PRINCIPAL,
    required=("name", "document", "mobiles"),
    allowed=("emergency_phone", "email"),
)
_ONLY_MOBILES = Shape(checks=_PRINCIPAL, required=("mobiles",))
_ANY_PRINCIPAL = Shape(checks=_PRINCIPAL, allowed=tuple(_PRINCIPAL))

_SUBJECT = _subject_fields(_WHOLE_PRINCIPAL)
_SUBJECT_DATA = ("name", "nature", "document", "address", "principal")
_NEW_SUBJECT = Shape(
    checks=_SUBJECT, required=_SUBJECT_DATA, allowed=("remarks",), null=("number",)
)
_CHANGED_SUBJECT = Shape(checks=_SUBJECT, required=("number", *_SUBJECT_DATA), allowed=("remarks",))
_NAMED_SUBJECT = Shape(checks=_SUBJECT, required=("number",))

_SITE = _site_fields(_WHOLE_PRINCIPAL)
_SITE_DATA = ("name", "domains", "home_url", "principal", "access")
_NEW_SITE = Shape(checks=_SITE, required=_SITE_DATA, allowed=("remarks",), null=("number",))
_CHANGED_SITE = Shape(checks=_SITE, required=("number", *_SITE_DATA), allowed=("remarks",))
_NAMED_SITE = Shape(checks=_SITE, required=("number",))
_ACCESSED_SITE = Shape(
    checks=_site_fields(_ONLY_MOBILES), required=("number", "access"), allowed=("principal",)
)

# The register keeps accesses apart from their sites.
REGISTERED_SUBJECT = Shape(checks=_SUBJECT, required=_SUBJECT_DATA, allowed=("remarks",))
REGISTERED_SITE = Shape(
    checks=_SITE,
    required=tuple(name for name in _SITE_DATA if name != "access"),
    allowed=("remarks",),
)
REGISTERED_ACCESS = _WHOLE_ACCESS

# Where the kind is unknown, what is there is still checked, and nothing is missed.
_ANY_SUBJECT = Shape(
    checks=_subject_fields(_ANY_PRINCIPAL), allowed=tuple(_SUBJECT), null=("number",)
)
_ANY_SITE = Shape(checks=_site_fields(_ANY_PRINCIPAL), allowed=tuple(_SITE), null=("number",))

_HEAD: Mapping[str, Check] = {
    "reference": values.reference,
    "kind": values.kind,
    "province": values.province,
}


def _filing(subject: Check, site: Check | None) -> Check:
    sites = a_list(site or _ANY_SITE, MOST_SITES)
    checks = {**_HEAD, "subject": subject, "sites": sites}
    return Shape(checks=checks, required=tuple(name for name in checks if site or name != "sites"))


_BY_KIND: Mapping[FilingKind, Check] = MappingProxyType(
    {
        FilingKind.NEW_FILING: _filing(_NEW_SUBJECT, _NEW_SITE),
        FilingKind.NEW_SITE: _filing(_NAMED_SUBJECT, _NEW_SITE),
        FilingKind.NEW_ACCESS: _filing(_NAMED_SUBJECT, _ACCESSED_SITE),
        FilingKind.CHANGE: _filing(_CHANGED_SUBJECT, _CHANGED_SITE),
        FilingKind.CANCEL_SUBJECT: _filing(_NAMED_SUBJECT, None),
        FilingKind.CANCEL_SITE: _filing(_NAMED_SUBJECT, _NAMED_SITE),
        FilingKind.CANCEL_ACCESS: _filing(_NAMED_SUBJECT, _NAMED_SITE),
    }
)
_ANY_KIND = Shape(
    checks={**_HEAD, "subject": _ANY_SUBJECT, "sites": a_list(_ANY_SITE, MOST_SITES)},
    required=(*_HEAD, "subject"),
    allowed=("sites",),
)


def check_parts(place: Place, document: object, kind: FilingKind | None) -> None:
    """Note every fault of the parts of a filing, each by itself."""
    check = _ANY_KIND if kind is None else _BY_KIND[kind]
    check(place, document)

"""A filing and its parts as plain JSON, and back again from JSON that was checked before."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

import msgspec

from heyan.rules.documents import stored_number
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

Plain = dict[str, Any]


def plain(filing: Filing) -> Plain:
    """Write a filing as `reading` takes it, every optional text included."""
    subject = plain_subject(filing.subject) if filing.subject else {}
    document: Plain = {
        "reference": filing.reference,
        "kind": filing.kind.value,
        "province": str(filing.province),
        "subject": {"number": filing.subject_number, **subject},
    }
    if filing.sites:
        document["sites"] = [_plain_entry(entry) for entry in filing.sites]
    return document


def canonical(filing: Filing) -> bytes:
    """Write a filing as bytes that are equal when the filings are, for fingerprints.

    These are kept for as long as a reference may come again: no release may write others.
    """
    return msgspec.json.encode(plain(filing), order="deterministic")


def plain_subject(subject: Subject) -> Plain:
    return {
        "name": subject.name,
        "nature": subject.nature,
        "document": _plain_document(subject.document),
        "address": subject.address,
        "principal": _plain_principal(subject.principal),
        "remarks": subject.remarks,
    }


def plain_site(site: Site) -> Plain:
    """Write a site; one without an access, as the register keeps it, has none here either."""
    access = {"access": plain_access(site.access)} if site.access else {}
    return {
        "name": site.name,
        "domains": list(site.domains),
        "home_url": site.home_url,
        "principal": _plain_principal(site.principal),
        **access,
        "remarks": site.remarks,
    }


def plain_access(access: Access) -> Plain:
    return {"method": access.method, "location": access.location, "ips": list(access.ips)}


def _plain_entry(entry: SiteEntry) -> Plain:
    written: Plain = {"number": entry.number}
    if entry.site:
        written |= plain_site(entry.site)
    if entry.mobiles:
        written["principal"] = {"mobiles": list(entry.mobiles)}
    if entry.access:
        written["access"] = plain_access(entry.access)
    return written


def _plain_principal(principal: Principal) -> Plain:
    return {
        "name": principal.name,
        "document": _plain_document(principal.document),
        "mobiles": list(principal.mobiles),
        "emergency_phone": principal.emergency_phone,
        "email": principal.email,
    }


def _plain_document(document: Document) -> Plain:
    return {"type": document.type, "number": document.number}


def filing_from(document: Mapping[str, Any]) -> Filing:
    """Make a filing from JSON that `reading` found no fault in."""
    subject = document["subject"]
    return Filing(
        reference=document["reference"],
        kind=FilingKind(document["kind"]),
        province=int(document["province"]),
        subject_number=subject.get("number"),
        subject=subject_from(subject) if "name" in subject else None,
        sites=tuple(_entry_from(site) for site in document.get("sites", ())),
    )


def subject_from(document: Mapping[str, Any]) -> Subject:
    """Make a subject from JSON that was checked before; a number in it is left aside."""
    return Subject(
        name=document["name"].strip(),
        nature=document["nature"],
        document=_document_from(document["document"]),
        address=document["address"].strip(),
        principal=_principal_from(document["principal"]),
        remarks=document.get("remarks", "").strip(),
    )


def site_from(document: Mapping[str, Any]) -> Site:
    """Make a site from JSON that was checked before; a number in it is left aside."""
    access = document.get("access")
    return Site(
        name=document["name"].strip(),
        domains=tuple(document["domains"]),
        home_url=document["home_url"],
        principal=_principal_from(document["principal"]),
        access=access_from(access) if access else None,
        remarks=document.get("remarks", "").strip(),
    )


def access_from(document: Mapping[str, Any]) -> Access:
    """Make an access from JSON that was checked before."""
    return Access(
        method=document["method"],
        location=document["location"],
        ips=tuple(str(ip_address(ip)) for ip in document["ips"]),
    )


def _entry_from(document: Mapping[str, Any]) -> SiteEntry:
    if "name" in document:
        return SiteEntry(number=document.get("number"), site=site_from(document))
    access = document.get("access")
    return SiteEntry(
        number=document["number"],
        access=access_from(access) if access else None,
        mobiles=_mobiles_from(document.get("principal", {}).get("mobiles", ())),
    )


def _principal_from(document: Mapping[str, Any]) -> Principal:
    return Principal(
        name=document["name"].strip(),
        document=_document_from(document["document"]),
        mobiles=_mobiles_from(document["mobiles"]),
        emergency_phone=document.get("emergency_phone", "").strip(),
        email=document.get("email", "").strip(),
    )


def _document_from(document: Mapping[str, Any]) -> Document:
    return Document(
        type=document["type"], number=stored_number(document["type"], document["number"])
    )


def _mobiles_from(numbers: list[str]) -> tuple[Mobile, ...]:
    # Only what `reading` let through comes here, so each of them is a number.
    return tuple(mobile for mobile in map(read_mobile, numbers) if mobile)

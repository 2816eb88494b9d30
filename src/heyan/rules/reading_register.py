"""Reading and writing a line of the register (备案库): one subject with its sites and accesses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from heyan.rules import reading_values as values
from heyan.rules.faults import Fault
from heyan.rules.filing import Access, Site, Subject
from heyan.rules.provinces import BY_SHORT, subject_of_site_number
from heyan.rules.reading_parts import REGISTERED_ACCESS, REGISTERED_SITE, REGISTERED_SUBJECT
from heyan.rules.reading_place import Check, Place, Shape
from heyan.rules.register import Registered
from heyan.rules.writing import (
    access_from,
    plain_access,
    plain_site,
    plain_subject,
    site_from,
    subject_from,
)

_MOST_SITES = 10_000
_TYPE = "subject"


@dataclass(frozen=True)
class SiteLine:
    """A site of a line, with its accesses by the names of their providers."""

    number: str
    site: Site = field(repr=False)
    accesses: Mapping[str, Access]


@dataclass(frozen=True)
class RegisterLine:
    """One subject as a line of a register file states it."""

    number: str
    province: int
    subject: Subject = field(repr=False)
    sites: tuple[SiteLine, ...]


def read_register_line(
    document: object, providers: frozenset[str]
) -> RegisterLine | tuple[Fault, ...]:
    """Read a line that is already parsed; `providers` are the names that accesses may bear."""
    place = Place([])
    _line_shape(providers)(place, document)
    if isinstance(document, dict) and not place.sheet:
        _check_numbers(place, document)
    if place.sheet or not isinstance(document, dict):
        return tuple(place.sheet)
    number = document["number"]
    province = BY_SHORT[number[:1]]  # there is one, or the number has not its form
    sites = tuple(map(_site_line, document["sites"]))
    return RegisterLine(number, province.code, subject_from(document["data"]), sites)


def plain_line(registered: Registered, providers: Mapping[int, str]) -> dict[str, Any]:
    """Write a subject as `read_register_line` takes it."""
    return {
        "type": _TYPE,
        "number": registered.number,
        "data": _without(plain_subject(registered.subject), "number"),
        "sites": [
            {
                "number": site.number,
                "data": _without(plain_site(site.site), "number", "access"),
                "accesses": [
                    {"provider": providers[provider], "access": plain_access(access)}
                    for provider, access in site.accesses.items()
                ],
            }
            for site in registered.sites
        ],
    }


def _line_shape(providers: frozenset[str]) -> Check:
    def known_provider(place: Place, value: object) -> bool:
        known = isinstance(value, str) and value in providers
        return known or place.note("unknown_provider")

    access = Shape(
        checks={"provider": known_provider, "access": REGISTERED_ACCESS},
        required=("provider", "access"),
    )
    site = Shape(
        checks={
            "number": values.site_number,
            "data": REGISTERED_SITE,
            "accesses": _any_list(access),
        },
        required=("number", "data", "accesses"),
    )
    return Shape(
        checks={
            "type": _is_subject,
            "number": values.subject_number,
            "data": REGISTERED_SUBJECT,
            "sites": _any_list(site),
        },
        required=("type", "number", "data", "sites"),
    )


def _is_subject(place: Place, value: object) -> bool:
    return value == _TYPE or place.note("unknown_field")


def _any_list(check: Check) -> Check:
    """Check a list that may be empty: a subject without sites, a shell site."""

    def check_list(place: Place, value: object) -> bool:
        if not isinstance(value, list):
            return place.note("not_a_list")
        if len(value) > _MOST_SITES:
            return place.note("too_many", limit=_MOST_SITES)
        before = len(place.sheet)
        for index, entry in enumerate(value):  # every fault is told, not the first alone
            check(place.at(index), entry)
        return len(place.sheet) == before

    return check_list


def _check_numbers(place: Place, document: Mapping[str, Any]) -> None:
    seen: set[str] = set()
    for index, number in _site_numbers(document):
        at = place.at("sites").at(index).at("number")
        if number in seen:
            at.note("repeated_site")
        if subject_of_site_number(number) != document["number"]:
            at.note("other_subjects_site")
        seen.add(number)


def _site_numbers(document: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for index, site in enumerate(document["sites"]):
        yield index, site["number"]


def _site_line(document: Mapping[str, Any]) -> SiteLine:
    accesses = {each["provider"]: access_from(each["access"]) for each in document["accesses"]}
    return SiteLine(document["number"], site_from(document["data"]), accesses)


def _without(plain: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if name not in names}

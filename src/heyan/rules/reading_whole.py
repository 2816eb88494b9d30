"""How the parts of a filing must fit together: whose they are, where, and nothing twice."""

from collections.abc import Iterator, Mapping

from heyan.rules.filing import FilingKind
from heyan.rules.provinces import is_subject_number, province_of_number, subject_of_site_number
from heyan.rules.reading_parts import MOST_DOMAINS, MOST_SITES
from heyan.rules.reading_place import Place
from heyan.rules.reading_values import LONGEST_DOMAIN, PROVINCE_CODES, a_labels

_WITH_NUMBERS = {
    FilingKind.NEW_ACCESS,
    FilingKind.CHANGE,
    FilingKind.CANCEL_SITE,
    FilingKind.CANCEL_ACCESS,
}
_WITH_DOMAINS = {FilingKind.NEW_FILING, FilingKind.NEW_SITE, FilingKind.CHANGE}


def check_whole(place: Place, document: Mapping[str, object], kind: FilingKind) -> None:
    """Note what is wrong between parts, of those parts that have the right shape."""
    _check_province(place, document)
    if kind in _WITH_NUMBERS:
        _check_numbers(place, document)
    if kind in _WITH_DOMAINS:
        _check_domains(place, document)


def _check_province(place: Place, document: Mapping[str, object]) -> None:
    owner = province_of_number(_owner(document.get("subject")) or "")
    filed = document.get("province")
    if owner is None or not isinstance(filed, str) or filed == str(owner.code):
        return
    if filed in PROVINCE_CODES:
        place.at("province").note("wrong_province")


def _check_numbers(place: Place, document: Mapping[str, object]) -> None:
    owner = _owner(document.get("subject"))
    seen: set[str] = set()
    for index, site in _sites(document):
        number = site.get("number")
        subject = subject_of_site_number(number) if isinstance(number, str) else None
        if not isinstance(number, str) or subject is None:
            continue
        at = place.at("sites").at(index).at("number")
        if number in seen:
            at.note("repeated_site")
        if owner not in {None, subject}:
            at.note("other_subjects_site")
        seen.add(number)


def _check_domains(place: Place, document: Mapping[str, object]) -> None:
    seen: set[str] = set()
    for index, site in _sites(document):
        for nth, domain in _domains(site.get("domains")):
            if domain in seen:
                place.at("sites").at(index).at("domains").at(nth).note("repeated_domain")
            seen.add(domain)


def _owner(subject: object) -> str | None:
    number = subject.get("number") if isinstance(subject, dict) else None
    return number if isinstance(number, str) and is_subject_number(number) else None


def _sites(document: Mapping[str, object]) -> Iterator[tuple[int, Mapping[str, object]]]:
    sites = document.get("sites")
    if isinstance(sites, list) and len(sites) <= MOST_SITES:
        for index, site in enumerate(sites):
            if isinstance(site, dict):
                yield index, site


def _domains(domains: object) -> Iterator[tuple[int, str]]:
    if isinstance(domains, list) and len(domains) <= MOST_DOMAINS:
        for index, domain in enumerate(domains):
            if isinstance(domain, str) and len(domain) <= LONGEST_DOMAIN:
                labels = a_labels(domain.lower())
                if labels is not None:
                    yield index, labels

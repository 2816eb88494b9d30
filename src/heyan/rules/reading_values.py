"""What single values of a filing must look like: texts, codes, numbers, domains, addresses."""

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address

import idna

from heyan.rules.documents import DOCUMENT_TYPES, NATURES, ListedCode
from heyan.rules.filing import FilingKind
from heyan.rules.fullwidth import is_blank
from heyan.rules.phone import read_mobile
from heyan.rules.provinces import BY_CODE, is_subject_number, subject_of_site_number
from heyan.rules.reading_place import Check, Place

LONGEST_DOMAIN = 128
PROVINCE_CODES = frozenset(str(code) for code in BY_CODE)
_MOST_METHODS = 99

# Controls, line separators, marks that turn the direction of writing, and halves of surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
)
_LINE_BREAKS = str.maketrans("\t\r\n", "   ")
_URL = re.compile(r"(?:https?://)?([^/?#:@\s]+)(?::[0-9]{1,5})?(?:[/?#]\S*)?")
# What needs no look into the tables of Unicode: it is written in the DNS as it is written here.
_PLAIN_DOMAIN = re.compile(
    r"(?=.{4,253}\Z)(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?!..--)(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_MAIL = re.compile(r"[!-?A-~]{1,64}@([^@\s]+)")

Form = Callable[[str], str | None]  # the code of what is wrong with a text


def text(limit: int, form: Form | None = None, *, blank: bool = False) -> Check:
    """Check a text of one line: its length, its characters, and its form."""

    def check(place: Place, value: object) -> bool:
        if not isinstance(value, str):
            return place.note("not_a_text")
        if _INVISIBLE.search(value):
            return place.note("bad_characters")
        if len(value) > limit:
            return place.note("too_long", limit=limit)
        if is_blank(value):
            return blank or place.note("empty")
        code = form(value) if form else None
        return code is None or place.note(code)

    return check


def lines(limit: int) -> Check:
    """Check a text that may be blank, and may have line breaks."""
    one_line = text(limit, blank=True)

    def check(place: Place, value: object) -> bool:
        broken = value.translate(_LINE_BREAKS) if isinstance(value, str) else value
        return one_line(place, broken)

    return check


def whole_number(wrong: Callable[[int], str | None]) -> Check:
    """Check a whole number; true and false are none."""

    def check(place: Place, value: object) -> bool:
        if not isinstance(value, int) or isinstance(value, bool):
            return place.note("not_a_number")
        code = wrong(value)
        return code is None or place.note(code)

    return check


def a_labels(name: str) -> str | None:
    """Return a domain below a top-level one as the DNS writes it (IDNA 2008), or None."""
    if _PLAIN_DOMAIN.fullmatch(name):
        return name
    try:
        labels = idna.encode(name, strict=True, std3_rules=True).decode().split(".")
    except UnicodeError:
        return None
    # A last label of digits is an address's, and an empty one follows a dot at the end.
    if len(labels) < 2 or not labels[-1] or labels[-1].isdigit():  # noqa: PLR2004 — name and top
        return None
    return ".".join(labels).lower()


def _in(table: Mapping[int, ListedCode], unknown: str) -> Callable[[int], str | None]:
    return lambda code: None if code in table and table[code].valid else unknown


def _document_type(code: int) -> str | None:
    listed = DOCUMENT_TYPES.get(code)
    if listed is None:
        return "unknown_document_type"
    return None if listed.valid else "void_document_type"


def _personal_document_type(code: int) -> str | None:
    return _document_type(code) or (None if DOCUMENT_TYPES[code].personal else "not_personal")


def _province(value: str) -> str | None:
    return None if value in PROVINCE_CODES else "unknown_province"


def _reference(value: str) -> str | None:
    return None if value.isprintable() and value == value.strip() else "bad_reference"


def _domain(value: str) -> str | None:
    if value != value.lower():
        return "domain_upper_case"
    return None if a_labels(value) else "bad_domain"


def _home_url(value: str) -> str | None:
    form = _URL.fullmatch(value)
    return None if form and a_labels(form[1].lower()) else "bad_home_url"


def _email(value: str) -> str | None:
    form = _MAIL.fullmatch(value)
    return None if form and a_labels(form[1].lower()) else "bad_email"


def _ip(value: str) -> str | None:
    try:
        ip_address(value)
    except ValueError:
        return "bad_ip"
    return "bad_ip" if "%" in value else None  # a zone is no part of an address on the Internet


_KINDS = set(FilingKind)

reference = text(64, _reference)
kind = text(64, lambda value: None if value in _KINDS else "unknown_kind")
province = text(64, _province)
nature = whole_number(_in(NATURES, "unknown_nature"))
document_type = whole_number(_document_type)
personal_document_type = whole_number(_personal_document_type)
mobile = text(64, lambda value: None if read_mobile(value) else "bad_mobile")
email = text(128, _email, blank=True)
domain = text(LONGEST_DOMAIN, _domain)
home_url = text(255, _home_url)
method = whole_number(lambda code: None if 0 < code <= _MOST_METHODS else "bad_method")
ip = text(64, _ip)
subject_number = text(64, lambda value: None if is_subject_number(value) else "bad_subject_number")
site_number = text(64, lambda value: None if subject_of_site_number(value) else "bad_site_number")

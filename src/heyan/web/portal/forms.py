"""What a person typed into a form, and what can be seen to be wrong with it without any record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import unquote_plus

from heyan.casework.answers.captchas import Purpose
from heyan.rules.code import DIGITS
from heyan.rules.documents import TAIL_LENGTH, same_tail
from heyan.rules.fullwidth import compact, is_blank
from heyan.rules.phone import read_mobile

LARGEST_FORM = 16_384  # bytes
_MOST_FIELDS = 20
_LONGEST_FIELD = 200

FIELDS = MappingProxyType(
    {Purpose.VERIFY: ("code", "mobile", "tail"), Purpose.RESEND: ("mobile", "tail")}
)


class Unreadable(Exception):
    """The request is not one that a page of ours sends."""


class StaleForm(Exception):
    """The form was not given to this browser, or the browser keeps no cookies."""

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(purpose)
        self.purpose = purpose


@dataclass(frozen=True)
class Typed:
    """The fields of a form, as typed; a field that did not come is empty."""

    code: str = field(default="", repr=False)
    mobile: str = field(default="", repr=False)
    tail: str = field(default="", repr=False)
    captcha: str = field(default="", repr=False)
    captcha_id: str = field(default="", repr=False)
    proof: str = field(default="", repr=False)  # work of the browser, where nobody reads pictures
    csrf_token: str = field(default="", repr=False)
    again: str = ""  # another picture is asked for, nothing is submitted

    def without_code(self) -> "Typed":
        return replace(self, code="")


def read_form(content_type: str, body: bytes) -> Typed:
    """Read the body of a form; of a field that comes twice, the first counts."""
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Unreadable
    try:
        pairs = body.decode().split("&")
    except UnicodeDecodeError as fault:
        raise Unreadable from fault
    if len(pairs) > _MOST_FIELDS:
        raise Unreadable
    known: dict[str, str] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        field_name = _unquoted(name)
        if field_name in Typed.__dataclass_fields__:
            known.setdefault(field_name, _unquoted(value))
    if any(len(value) > _LONGEST_FIELD for value in known.values()):
        raise Unreadable
    return Typed(**known)


def _unquoted(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def faults_of(typed: Typed, fields: Iterable[str]) -> dict[str, str]:
    """Name the fault of each field that cannot be right, whoever has typed it.

    Only the form is looked at, so a fault tells nothing about any record (R19).
    """
    faults = {}
    for name in fields:
        value = getattr(typed, name)
        if is_blank(value):
            faults[name] = f"{name}_missing"
        elif not _HAS_ITS_FORM[name](value):
            faults[name] = f"{name}_form"
    return faults


def _is_code(text: str) -> bool:
    folded = compact(text)
    return len(folded) == DIGITS and folded.isascii() and folded.isdecimal()


def _is_tail(text: str) -> bool:
    # A document of fewer characters is its own tail (R21).
    return 0 < len(same_tail(text)) <= TAIL_LENGTH


_HAS_ITS_FORM: Mapping[str, Callable[[str], bool]] = {
    "code": _is_code,
    "mobile": lambda text: read_mobile(text) is not None,
    "tail": _is_tail,
}

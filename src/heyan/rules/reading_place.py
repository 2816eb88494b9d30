"""A place in a JSON document that is being read, and the sheet on which its faults are noted."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from heyan.rules.faults import Fault, fault

# An answer stays readable, and small, whatever was sent.
MOST_FAULTS = 100
_LONGEST_STEP = 64


class Place(NamedTuple):
    """Where the reader stands (RFC 6901), and what it has noted on its way."""

    sheet: list[Fault]
    pointer: str = ""
    today: date | None = None

    def at(self, step: str | int) -> "Place":
        """Go one step down; a name that cannot be shown points to the object that has it."""
        escaped = _escaped(step)
        if escaped is None:
            return self
        return Place(self.sheet, f"{self.pointer}/{escaped}", self.today)

    def note(self, code: str, **numbers: int) -> bool:
        """Note a fault. False, so that a check can end with it."""
        if len(self.sheet) < MOST_FAULTS:
            self.sheet.append(fault(code, self.pointer, **numbers))
        return False


@lru_cache(maxsize=1024)
def _escaped(step: str | int) -> str | None:
    """Write a step of a pointer, or None for a name that cannot be shown."""
    name = str(step)
    if len(name) > _LONGEST_STEP or not name.isprintable():
        return None
    return name.replace("~", "~0").replace("/", "~1")


Check = Callable[[Place, object], bool]


class Twice(dict[str, object]):
    """A JSON object in which fields appear more than once; the last of each counts."""

    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An object: what must be in it, what may be, and what stands in it only as null.

    Any other field of `checks` is known, but has no place in this filing.
    """

    checks: Mapping[str, Check]
    required: Collection[str] = ()
    allowed: Collection[str] = ()
    null: Collection[str] = ()
    then: Callable[[Place, Mapping[str, object]], bool] | None = None

    def __call__(self, place: Place, value: object) -> bool:
        if not isinstance(value, dict):
            return place.note("not_an_object")
        before = len(place.sheet)
        for name in value.repeated if isinstance(value, Twice) else ():
            place.at(name).note("repeated_field")
        for name in self.required:
            if value.get(name) is None:
                place.at(name).note("missing")
        for name, content in value.items():
            self._check_field(place.at(name), name, content)
        if len(place.sheet) > before:
            return False
        return self.then is None or self.then(place, value)

    def _check_field(self, place: Place, name: str, value: object) -> None:
        if name not in self.checks:
            place.note("unknown_field")
        elif name in self.required:
            if value is not None:
                self.checks[name](place, value)
        elif value is None and name in self.null:
            return
        elif name in self.allowed:
            self.checks[name](place, value)
        else:
            place.note("must_be_absent")


def a_list(check: Check, most: int) -> Check:
    """Check a list of one to `most` entries."""

    def check_list(place: Place, value: object) -> bool:
        if not isinstance(value, list):
            return place.note("not_a_list")
        if not value:
            return place.note("empty")
        if len(value) > most:
            return place.note("too_many", limit=most)
        before = len(place.sheet)
        for index, entry in enumerate(value):
            check(place.at(index), entry)
        return len(place.sheet) == before

    return check_list

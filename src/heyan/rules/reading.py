"""Reading a filing (备案申请) from JSON: the whole filing, or every fault of it at once."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from heyan.rules.faults import Fault, fault
from heyan.rules.filing import Filing, FilingKind
from heyan.rules.reading_parts import check_parts
from heyan.rules.reading_place import Place, Twice
from heyan.rules.reading_whole import check_whole
from heyan.rules.writing import filing_from

LONGEST_TEXT = 1_000_000
_DEEPEST = 100
_KINDS: Mapping[str, FilingKind] = {kind.value: kind for kind in FilingKind}

_TOKEN = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"|(?P<open>[\[{])|(?P<close>[\]}])'
    r"|(?P<bad>NaN|-?Infinity|[0-9]{4000})",
    re.DOTALL,
)


def read_filing(document: object, today: date | None = None) -> Filing | tuple[Fault, ...]:
    """Read a filing from JSON that is already parsed; nobody in it is born after `today`."""
    place = Place([], today=today)
    kind = _kind(document)
    check_parts(place, document, kind)
    if isinstance(document, dict) and kind is not None:
        check_whole(place, document, kind)
        if not place.sheet:
            return filing_from(document)
    return tuple(place.sheet)


def read_line(line: str | bytes, today: date | None = None) -> Filing | tuple[Fault, ...]:
    """Read a filing from its JSON text, such as a line of a file or the body of a request."""
    document = parse(line)
    return (document,) if isinstance(document, Fault) else read_filing(document, today)


def parse(text: str | bytes) -> object:
    """Parse JSON that anybody may have sent; what is no JSON becomes a `Fault`."""
    if len(text) > LONGEST_TEXT:
        return fault("too_long", "", limit=LONGEST_TEXT)
    try:
        plain = text.decode() if isinstance(text, bytes) else text
    except UnicodeDecodeError as wrong:
        return fault("bad_json", "", position=wrong.start + 1)
    plain = plain.removeprefix("\ufeff")
    try:
        document: object = json.loads(plain, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as wrong:
        position = wrong.pos
    except (ValueError, RecursionError):
        position = next(_troubles(plain), 0)
    else:
        return document
    return fault("bad_json", "", position=position + 1)


def _kind(document: object) -> FilingKind | None:
    kind = document.get("kind") if isinstance(document, dict) else None
    return _KINDS.get(kind) if isinstance(kind, str) else None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    twice = Twice(fields)
    times = Counter(name for name, _ in pairs)
    twice.repeated = tuple(name for name in fields if times[name] > 1)
    return twice


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _troubles(text: str) -> Iterator[int]:
    """Find where a parser gives up that does not say where: depth, NaN, endless numbers."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += bool(token["open"]) - bool(token["close"])
        if token["bad"] or depth > _DEEPEST:
            yield token.start()

"""Searches what a house leaves behind for secrets, in every spelling in which they might lie about.

Six characters, as codes and tails are, come about by chance in clocks and hashes. So the short
ones count only where they stand by themselves, and moments are passed over.
"""

import base64
import html
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from urllib.parse import quote

_SHORT = 6  # up to here a spelling counts only where it stands by itself
_LEAST = 6  # of what is left of a base64 spelling
_MOMENT = re.compile(r"\d\d:\d\d:\d\d\.\d+")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def leaks(text: str, secrets: Collection[str]) -> set[str]:
    """Return the secrets that a text tells, in whatever case."""
    told = _MOMENT.sub("", text).lower()
    found: set[str] = set()
    by_beginning = defaultdict[str, list[tuple[str, str]]](list)
    for secret in secrets:
        for spelling in map(str.lower, spelled(secret)):
            if len(spelling) >= _LEAST:
                by_beginning[spelling[:_LEAST]].append((spelling, secret))
            elif spelling in told and _alone(told, spelling):
                found.add(secret)
    for at in range(len(told)):  # once through the text, however many secrets there are
        for spelling, secret in by_beginning.get(told[at : at + _LEAST], ()):
            if told.startswith(spelling, at) and _counts(told, at, spelling):
                found.add(secret)
    return found


def spelled(secret: str) -> set[str]:
    """Return every spelling of a secret."""
    spellings = {secret, secret[::-1], secret.translate(_FULL_WIDTH)}
    for text in (secret, secret[::-1]):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            raw = text.encode(encoding)
            spellings |= {raw.hex(), *_in_base64(raw), raw.decode("latin-1")}
            spellings.add("\\" + "\\".join(f"x{octet:02x}" for octet in raw))
        spellings |= set(_escaped(text))
    if secret.isdecimal():
        spellings |= set(_spaced(secret))
    return spellings - {""}


def _counts(text: str, at: int, spelling: str) -> bool:
    """Whether it is long enough to be no chance, or stands by itself."""
    if len(spelling) > _SHORT or not spelling.isascii():
        return True
    around = (text[at - 1 : at], text[at + len(spelling) : at + len(spelling) + 1])
    return not any(each.isascii() and each.isalnum() for each in around)


def _alone(text: str, spelling: str) -> bool:
    places = (found.start() for found in re.finditer(re.escape(spelling), text))
    return any(_counts(text, at, spelling) for at in places)


def _in_base64(raw: bytes) -> Iterator[str]:
    """Write octets in base64 as they stand at each offset, cut to what is surely theirs."""
    for offset in range(3):
        first = -(-offset * 8 // 6)  # the first symbol that owes nothing to what comes before
        last = (offset + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            cut = encode(b"\0" * offset + raw).decode()[first:last]
            if len(cut) >= _LEAST:
                yield cut


def _escaped(text: str) -> Iterator[str]:
    yield quote(text)
    yield json.dumps(text)[1:-1]
    yield json.dumps(text)[1:-1].upper().replace("\\U", "\\u")
    yield html.escape(text)
    yield "".join(f"&#{ord(character)};" for character in text)
    yield "".join(f"&#x{ord(character):x};" for character in text)


def _spaced(number: str) -> Iterator[str]:
    for gap in (" ", "-", ".", "\u00a0", "\u3000"):
        yield gap.join(number)
        yield gap.join((number[:3], number[3:7], number[7:])).strip(gap)
        yield gap.join(number[at : at + 3] for at in range(0, len(number), 3))
    yield "*".join(number)

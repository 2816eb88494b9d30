"""The text of the SMS (短信内容, R15): always one part."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from heyan.rules.calendar import in_beijing
from heyan.rules.rulebook import Edition

LONGEST = 70  # UCS-2 units of one short message, signature included
SHORTEST_NAME = 2
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Wording:
    """What a deployment adds to the edition's words."""

    portal_domain: str
    signed_by_carrier: bool = False  # the carrier puts the signature, which counts all the same


def first_span(edition: Edition) -> str:
    """Return how long a code is good, as the first message says it."""
    return f"{edition.window // timedelta(hours=1)}小时内"


def until(deadline: datetime) -> str:
    """Return when a code ends, as later messages say it: 25日18:20前, in Beijing time."""
    local = in_beijing(deadline)
    return f"{local.day}日{local:%H:%M}前"


def portal_host(edition: Edition, province: int, domain: str) -> str:
    """Return the host at which the province's people answer (R16)."""
    return f"{edition.portals[province]}.{domain}"


def message_text(
    edition: Edition, wording: Wording, *, province: int, code: str, name: str, time: str
) -> str:
    """Return the whole text; the name is shortened to what is left of one part."""
    host = portal_host(edition, province, wording.portal_domain)
    head = f"验证码{code}，{time}到{host}核验"
    rest = "的备案，勿告知他人。"
    room = LONGEST - units(edition.signature + head + rest)
    text = head + shortened(name, room) + rest
    return text if wording.signed_by_carrier else edition.signature + text


def shortened(name: str, room: int) -> str:
    """Return the name, or as much of it as fits with an ellipsis; never half a character."""
    if units(name) <= room:
        return name
    kept = ""
    for character in name:
        if units(kept + character) > room - 1:
            break
        kept += character
    return kept + _ELLIPSIS


def units(text: str) -> int:
    """Return how many UCS-2 units the text takes; characters beyond the BMP take two."""
    return len(text.encode("utf-16-be")) // 2

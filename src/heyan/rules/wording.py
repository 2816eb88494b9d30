"""The text of the SMS (短信内容, R15): always one part."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from heyan.rules.calendar import in_beijing
from heyan.rules.rulebook import Edition

PILOT_DOMAIN = "miitbeian.gov.cn"
LONGEST = 70  # UCS-2 units of one short message, signature included
_ELLIPSIS = "…"
_REST = "的备案，勿告知他人。"
_TEST = "这是一条测试短信，无需操作。This is a test, please ignore it."
_SHORT_NAME, _ANY_CODE, _LONGEST_TIME = "海河", "000000", "25日18:20前"


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
    return f"{edition.portals[province]}.{domain_of(edition, domain)}"


def domain_of(edition: Edition, domain: str) -> str:
    """Return the domain of the edition's portals where the pilot's is `domain`.

    Who serves the real domain serves the real one of a later edition too; a house by any other
    name keeps it.
    """
    return edition.domain or domain if domain == PILOT_DOMAIN else domain


def message_text(
    edition: Edition, wording: Wording, *, province: int, code: str, name: str, time: str
) -> str:
    """Return the whole text; the name is shortened to what is left of one part."""
    head = f"验证码{code}，{time}到{portal_host(edition, province, wording.portal_domain)}核验"
    room = LONGEST - units(edition.signature + head + _REST)
    text = head + shortened(name, room) + _REST
    return text if wording.signed_by_carrier else edition.signature + text


def trial_text(edition: Edition, wording: Wording) -> str:
    """Return what an operator's test message says: that it is one, and nothing else."""
    return _TEST if wording.signed_by_carrier else edition.signature + _TEST


def domain_fits(edition: Edition, domain: str) -> bool:
    """Whether messages stay one part with a name of two characters, in every province (R15)."""
    wording = Wording(domain)
    texts = (
        message_text(edition, wording, province=each, code=_ANY_CODE, name=_SHORT_NAME, time=time)
        for each in edition.portals
        for time in (first_span(edition), _LONGEST_TIME)
    )
    return all(_SHORT_NAME + _REST in text and units(text) <= LONGEST for text in texts)


def shortened(name: str, room: int) -> str:
    """Return the name, or as much of it as fits with an ellipsis; never half a character."""
    if units(name) <= room:
        return name
    kept = name[: max(room, 0)]
    while kept and units(kept + _ELLIPSIS) > room:
        kept = kept[:-1]
    return kept + _ELLIPSIS


def units(text: str) -> int:
    """Return how many UCS-2 units the text takes; characters beyond the BMP take two."""
    return len(text.encode("utf-16-be")) // 2

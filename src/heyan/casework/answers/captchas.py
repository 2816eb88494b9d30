"""A captcha (图形验证) serves one try of one form in one browser, for five minutes (R26)."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from heyan.casework.answers.counting import Try, count_made, subjects_of
from heyan.casework.desk import Desk
from heyan.keys.ring import DrawBytes
from heyan.rules.captcha import ALPHABET, LENGTH, SPOKEN, fold, proves_work
from heyan.rules.fullwidth import compact
from heyan.rules.limits import Way
from heyan.rules.refusals import TooManyTries
from heyan.store import captchas
from heyan.store.captchas import Brought, Kept

GOOD_FOR = timedelta(minutes=5)

_ID_SIZE = 12
_ID = re.compile(r"[0-9a-f]{24}")
_SEED_SIZE = 8
_HALF = 8  # octets of a keyed hash: for the digits, and for how they sound
SPOKEN_IN = ("zh", "en")


class Purpose(StrEnum):
    """Which form a captcha guards."""

    VERIFY = "verify"
    RESEND = "resend"


@dataclass(frozen=True)
class Asked:
    """Which try a captcha serves: one form, of one province, in one browser (R26)."""

    province: int
    purpose: Purpose
    browser: str = field(repr=False)


@dataclass(frozen=True)
class Riddle:
    """What is to be read, and from what its picture is drawn; it belongs to nobody yet."""

    answer: str = field(repr=False)
    seed: int = field(repr=False)


@dataclass(frozen=True)
class NewCaptcha:
    """A captcha that waits for its one try; whoever asked for it draws it."""

    id: str
    answer: str = field(repr=False)
    seed: int = field(repr=False)


def think_up(draw: DrawBytes) -> Riddle:
    """Throw the dice for a picture; it may be drawn long before a form wants it."""
    symbols = [ALPHABET[octet % len(ALPHABET)] for octet in _fair(draw, len(ALPHABET), LENGTH)]
    return Riddle("".join(symbols), int.from_bytes(draw(_SEED_SIZE)))


async def give_out(
    desk: Desk, province: int, purpose: Purpose, browser: str, riddle: Riddle
) -> str:
    """Make a riddle the captcha of one form in one browser; only a keyed hash of it is kept."""
    captcha = desk.draw(_ID_SIZE).hex()
    kept = Kept(
        id=captcha,
        purpose=purpose,
        browser=desk.keys.lookup("browser", browser),
        answer=_answer_hash(desk, captcha, riddle.answer),
        expires_at=desk.hand_time() + GOOD_FOR,
    )
    await desk.together(_keep, province, kept)
    return captcha


async def make_captcha(desk: Desk, province: int, purpose: Purpose, browser: str) -> NewCaptcha:
    """Think a captcha up and give it out at once."""
    riddle = think_up(desk.draw)
    captcha = await give_out(desk, province, purpose, browser, riddle)
    return NewCaptcha(captcha, riddle.answer, riddle.seed)


@dataclass(frozen=True)
class Proof:
    """Work done in the place of reading the picture, by the browser of one who cannot see it."""

    text: str = field(repr=False)


async def spend_captcha(
    desk: Desk, asked: Asked, captcha: str, answer: str | Proof, tried: Try | None = None
) -> Way | None:
    """Use a captcha up. Return by which way it was passed in this form, browser and time, if so.

    Whoever passes is counted as making the try, in the same statement. Raises TooManyTries.
    """
    if not _ID.fullmatch(captcha):
        return None
    otherwise = _otherwise(desk, captcha, answer)
    brought = Brought(
        id=captcha,
        purpose=asked.purpose,
        browser=desk.keys.lookup("browser", asked.browser),
        answer=b"" if isinstance(answer, Proof) else _answer_hash(desk, captcha, answer),
        if_read=desk.limits.weight(Way.PICTURE),
        otherwise=None if otherwise is None else desk.limits.weight(otherwise),
        tries=[] if tried is None else subjects_of(desk, tried),
    )
    return await desk.together(_spend, asked.province, (brought, otherwise))


def _otherwise(desk: Desk, captcha: str, answer: str | Proof) -> Way | None:
    """Tell by which way an answer is right, if not as what the picture shows."""
    if isinstance(answer, Proof):
        return Way.WORK if proves_work(captcha, answer.text) else None
    digits = compact(answer)
    if len(digits) != SPOKEN:
        return None
    heard = [
        hmac.compare_digest(
            digits.encode(errors="replace"), spoken(desk, captcha, language).digits.encode()
        )
        for language in SPOKEN_IN
    ]
    return Way.SOUND if any(heard) else None


@dataclass(frozen=True)
class Spoken:
    """What a captcha's sound says, and from what it is made."""

    digits: str = field(repr=False)
    seed: int = field(repr=False)


def spoken(desk: Desk, captcha: str, language: str) -> Spoken:
    """Return what a captcha says in a language: always the same, however often it is heard.

    So hearing it again helps people, and no program gets a second sound to compare with.
    """
    drawn = desk.keys.lookup("sound", f"{captcha} {language}")
    number = int.from_bytes(drawn[:_HALF]) % 10**SPOKEN
    return Spoken(f"{number:0{SPOKEN}}", int.from_bytes(drawn[_HALF:]))


async def find_spoken(
    desk: Desk, province: int, browser: str, captcha: str, language: str
) -> Spoken | None:
    """Return what a captcha of this browser says, while it waits for its try."""
    if not _ID.fullmatch(captcha) or language not in SPOKEN_IN:
        return None
    async with desk.database.read() as tx:
        kept = await captchas.find(tx, province, captcha)
    return spoken(desk, captcha, language) if kept and _is_of(desk, kept, browser) else None


def _is_of(desk: Desk, kept: Kept, browser: str) -> bool:
    same_browser = hmac.compare_digest(kept.browser, desk.keys.lookup("browser", browser))
    return same_browser and desk.hand_time() < kept.expires_at


async def _keep(desk: Desk, province: int, new: Sequence[Kept]) -> Sequence[None]:
    async with desk.database.statement() as tx:
        await captchas.add(tx, province, new)
    return [None] * len(new)


async def _spend(
    desk: Desk, province: int, forms: Sequence[tuple[Brought, Way | None]]
) -> Sequence[Way | TooManyTries | None]:
    now = desk.hand_time()
    first = {brought.id: brought for brought, _ in reversed(forms)}  # whoever comes first has it
    async with desk.database.statement() as tx:
        read, standings = await captchas.spend(
            tx, province, list(first.values()), now, now - desk.limits.window
        )
    outcomes: list[Way | TooManyTries | None] = []
    for brought, otherwise in forms:
        as_picture = read.pop(brought.id, None)
        way = None if as_picture is None else Way.PICTURE if as_picture else otherwise
        refused = None if way is None else count_made(desk, brought.tries, standings, way, now)
        outcomes.append(refused or way)
    return outcomes


def _answer_hash(desk: Desk, captcha: str, answer: str) -> bytes:
    return desk.keys.lookup("captcha", f"{captcha} {fold(answer)}")


def _fair(draw: DrawBytes, sides: int, count: int) -> list[int]:
    """Draw numbers below the largest multiple of `sides`, so that each remainder is as likely."""
    limit = 256 - 256 % sides
    fair: list[int] = []
    while len(fair) < count:
        fair += [octet for octet in draw(count) if octet < limit]
    return fair[:count]

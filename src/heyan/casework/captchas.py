"""A captcha (图形验证) serves one try of one form in one browser, for five minutes (R26)."""

import hmac
import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from heyan.casework.desk import Desk
from heyan.keys.ring import DrawBytes
from heyan.rules.captcha import ALPHABET, LENGTH, fold, proves_work
from heyan.store import captchas
from heyan.store.captchas import Kept

GOOD_FOR = timedelta(minutes=5)

_ID_SIZE = 12
_ID = re.compile(r"[0-9a-f]{24}")
_SEED_SIZE = 8


class Purpose(StrEnum):
    """Which form a captcha guards."""

    VERIFY = "verify"
    RESEND = "resend"


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
    async with desk.database.transaction() as tx:
        await captchas.add(
            tx,
            province,
            Kept(
                id=captcha,
                purpose=purpose,
                browser=desk.keys.lookup("browser", browser),
                answer=_answer_hash(desk, captcha, riddle.answer),
                expires_at=desk.hand_time() + GOOD_FOR,
            ),
        )
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
    desk: Desk, province: int, purpose: Purpose, browser: str, captcha: str, answer: str | Proof
) -> bool:
    """Use a captcha up. Return whether the answer was right, for this form, browser and time."""
    if not _ID.fullmatch(captcha):
        return False
    async with desk.database.transaction() as tx:
        row = await captchas.spend(tx, province, captcha)
    if row is None:
        return False
    if isinstance(answer, Proof):
        right = proves_work(captcha, answer.text)
    else:
        right = hmac.compare_digest(row["answer"], _answer_hash(desk, captcha, answer))
    same_browser = hmac.compare_digest(row["browser"], desk.keys.lookup("browser", browser))
    in_time = desk.hand_time() < row["expires_at"]
    return right and same_browser and in_time and row["purpose"] == purpose


def _answer_hash(desk: Desk, captcha: str, answer: str) -> bytes:
    return desk.keys.lookup("captcha", f"{captcha} {fold(answer)}")


def _fair(draw: DrawBytes, sides: int, count: int) -> list[int]:
    """Draw numbers below the largest multiple of `sides`, so that each remainder is as likely."""
    limit = 256 - 256 % sides
    fair: list[int] = []
    while len(fair) < count:
        fair += [octet for octet in draw(count) if octet < limit]
    return fair[:count]

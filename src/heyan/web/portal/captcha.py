"""What stands between a form and a program that fills it in (图形验证): a picture, or work."""

import asyncio
import base64
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, Protocol

from heyan.casework.answers.captchas import (
    Asked,
    NewCaptcha,
    Proof,
    find_spoken,
    give_out,
    spend_captcha,
    think_up,
)
from heyan.casework.answers.counting import Try
from heyan.casework.desk import Desk
from heyan.rules.limits import Way
from heyan.web.portal.hand import hand_of
from heyan.web.portal.picture import HARDEST, draw
from heyan.web.portal.player import Player
from heyan.web.portal.stock import Stock


@dataclass(frozen=True)
class Shown:
    """A captcha as a page shows it: nothing in it tells the answer to a program."""

    id: str
    picture: str = field(repr=False)  # a data URI: the picture has no address to be asked twice


class Captcha(Protocol):
    """A way to tell people from programs."""

    async def show(self, asked: Asked) -> Shown: ...

    async def passed(
        self, asked: Asked, captcha_id: str, answer: str | Proof, tried: Try | None = None
    ) -> Way | None:
        """Tell by which way a captcha is passed, if it is; it is spent either way.

        Whoever passes has the try counted that he makes (`admit` does it). Raises TooManyTries.
        """
        ...

    async def sound(self, asked: Asked, captcha_id: str, language: str) -> bytes | None:
        """Speak a captcha that waits for its try in this browser."""
        ...


class BandCaptcha:
    """The picture of five symbols across bands, taken from a stock."""

    def __init__(self, desk: Desk, level: int = 1) -> None:
        self.desk = desk
        riddles = partial(think_up, desk.draw)
        # The key of look-ups stays: all processes of a house draw in one hand, after a restart too.
        hand = hand_of(desk.keys.lookup("captcha", "hand"))
        self.stock = Stock(riddles, desk.hand_time, level, hand=hand)
        self.harder = Stock(riddles, desk.hand_time, HARDEST, hand=hand)
        self.player = Player()

    async def draw_ahead(self) -> None:
        """Fill the stocks, the one that is wanted every day first."""
        await self.stock.fill()
        await self.harder.fill()

    async def show(self, asked: Asked) -> Shown:
        pressed = self.desk.pressure.on(asked.province, self.desk.hand_time())
        ready = await (self.harder if pressed else self.stock).take()
        captcha = await give_out(
            self.desk, asked.province, asked.purpose, asked.browser, ready.riddle
        )
        return Shown(captcha, as_address(ready.png))

    async def passed(
        self, asked: Asked, captcha_id: str, answer: str | Proof, tried: Try | None = None
    ) -> Way | None:
        return await spend_captcha(self.desk, asked, captcha_id, answer, tried)

    async def sound(self, asked: Asked, captcha_id: str, language: str) -> bytes | None:
        found = await find_spoken(self.desk, asked.province, asked.browser, captcha_id, language)
        if found is None:
            return None
        tongue: Literal["zh", "en"] = "en" if language == "en" else "zh"
        return await self.player.play(found, tongue)


async def picture_of(made: NewCaptcha, stock: Stock) -> Shown:
    """Draw a captcha as a stock does, and aside: for those milliseconds no other page may wait."""
    png = await asyncio.to_thread(draw, made.answer, made.seed, stock.level, stock.hand)
    return Shown(made.id, as_address(png))


def as_address(png: bytes) -> str:
    """Write a picture as a data URI."""
    return "data:image/png;base64," + base64.b64encode(png).decode()

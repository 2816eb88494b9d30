"""The real captcha, in a hand that remembers the answers for a test to type."""

from heyan.casework.answers.captchas import Asked, make_captcha
from heyan.casework.desk import Desk
from heyan.web.portal.captcha import BandCaptcha, Shown, picture_of


class OpenCaptcha(BandCaptcha):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.answers: dict[str, str] = {}  # by captcha id

    async def show(self, asked: Asked) -> Shown:
        made = await make_captcha(self.desk, asked.province, asked.purpose, asked.browser)
        self.answers[made.id] = made.answer
        return await picture_of(made, self.stock.level, self.stock.hand)

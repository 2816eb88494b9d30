"""The real captcha, in a hand that remembers the answers for a test to type."""

from dataclasses import dataclass, field

from heyan.casework.captchas import make_captcha
from heyan.web.portal.captcha import Asked, BandCaptcha, Shown, picture_of


@dataclass(frozen=True)
class OpenCaptcha(BandCaptcha):
    answers: dict[str, str] = field(default_factory=dict)  # by captcha id

    async def show(self, asked: Asked) -> Shown:
        made = await make_captcha(self.desk, asked.province, asked.purpose, asked.browser)
        self.answers[made.id] = made.answer
        return await picture_of(made, self.level)

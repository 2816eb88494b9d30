"""A pretend applicant: reads a phone, opens the province's portal, fills the form in, sends it."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx

from heyan.casework.answers.captchas import Asked, make_captcha
from heyan.casework.desk import Desk
from heyan.sandbox.examples import Example, Person
from heyan.sandbox.phones import Phones
from heyan.web.portal.captcha import BandCaptcha, Shown, picture_of

_MESSAGE = re.compile(r"验证码(\d{6})，.+?核验(.+?)(…?)的备案")


class ConfidingCaptcha(BandCaptcha):
    """The real captcha, which tells its answers to pretend applicants of the same process."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.answers: dict[str, str] = {}  # by captcha id

    async def show(self, asked: Asked) -> Shown:
        made = await make_captcha(self.desk, asked.province, asked.purpose, asked.browser)
        self.answers[made.id] = made.answer
        return await picture_of(made, self.stock)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and (name := given.get("name")):
            self.values[name] = given.get("value") or ""


@dataclass(frozen=True)
class Applicant:
    """One person with one browser, at one portal."""

    browser: httpx.AsyncClient
    captcha: ConfidingCaptcha

    async def verify(self, code: str, person: Person, tail: str | None = None) -> str:
        """Answer a code, and return the page that comes of it."""
        typed = {"code": code, "mobile": person.mobile, "tail": tail or person.tail}
        return await self._send("/verify", typed)

    async def ask_again(self, person: Person) -> str:
        """Ask for the message again, and return the page that comes of it."""
        return await self._send("/resend", {"mobile": person.mobile, "tail": person.tail})

    async def _send(self, address: str, typed: dict[str, str]) -> str:
        form = _Fields()
        form.feed((await self.browser.get(address)).text)
        form.values["captcha"] = self.captcha.answers[form.values["captcha_id"]]
        page = await self.browser.post(address, data={**form.values, **typed})
        return page.text


def codes_on(phones: Phones, person: Person, example: Example) -> list[str]:
    """Read the codes on a person's phone that were sent for a filing, oldest first."""
    received = [message.text for message in phones.received(person.mobile)]
    return [code for text in received for code in _codes(text, example)]


def _codes(text: str, example: Example) -> list[str]:
    found = _MESSAGE.search(text)
    if found is None:
        return []
    code, name, shortened = found.groups()
    fits = (each.startswith(name) if shortened else each == name for each in example.names)
    return [code] if any(fits) else []

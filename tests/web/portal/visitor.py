"""A person at the portal without JavaScript: opens forms, reads pictures, fills in, sends."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx
from litestar.types import ASGIApp

from tests.fakes.captcha import OpenCaptcha

PORT = 8000


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and (name := given.get("name")):
            self.values[name] = given.get("value") or ""


def browser_at(portal: ASGIApp, host: str = "tjcainfo.localhost") -> httpx.AsyncClient:
    """Open a new browser at a host."""
    transport = httpx.ASGITransport(app=portal)  # type: ignore[arg-type]  # the two describe ASGI differently
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}:{PORT}")


def fields_of(page: str) -> dict[str, str]:
    """Return the fields of a page's form with the values they come with."""
    parser = _Fields()
    parser.feed(page)
    return parser.values


@dataclass
class Visitor:
    browser: httpx.AsyncClient
    captcha: OpenCaptcha
    form: dict[str, str] = field(default_factory=dict)

    async def get(self, address: str) -> httpx.Response:
        return await self.browser.get(address)

    async def open(self, address: str) -> httpx.Response:
        """Open a form, and read its picture."""
        page = await self.get(address)
        self.read(page)
        return page

    def read(self, page: httpx.Response) -> None:
        self.form = fields_of(page.text)
        self.form["captcha"] = self.captcha.answers[self.form["captcha_id"]]

    async def send(self, address: str, **typed: str) -> httpx.Response:
        """Send the form as it was opened, with what is typed now."""
        return await self.browser.post(address, data={**self.form, **typed})

    async def verify(self, code: str, mobile: str, tail: str) -> httpx.Response:
        await self.open("/verify")
        return await self.send("/verify", code=code, mobile=mobile, tail=tail)

    async def ask_again(self, mobile: str, tail: str) -> httpx.Response:
        await self.open("/resend")
        return await self.send("/resend", mobile=mobile, tail=tail)

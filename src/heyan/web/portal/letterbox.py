"""The letterbox: forms that people post, taken in beside the framework, for it is the hot way.

A plain ASGI application. It knows how a form comes in and how a page goes out; what is done with
a form is the counter's, what goes wrong the error pages', what a browser may do with a page the
fence's, and all of them are those of the pages that the framework serves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from litestar.types import Message, Receive, Scope, Send

from heyan.casework.answers.captchas import Purpose
from heyan.web.portal.arrival import Gone, arrival_of, read_body
from heyan.web.portal.counter import Counter
from heyan.web.portal.errors import ErrorPages
from heyan.web.portal.headers import Fence
from heyan.web.portal.reception import Page

_HTML = (b"content-type", b"text/html; charset=utf-8")


@dataclass(frozen=True)
class Letterbox:
    """Takes in the forms of one kind."""

    purpose: Purpose
    counter: Counter
    errors: ErrorPages
    fence: Fence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        arrival = arrival_of(scope)
        try:
            body = await read_body(arrival, receive)
            page = await self.counter.answer(self.purpose, arrival, body)
        except Gone:
            return
        except Exception as fault:  # noqa: BLE001 - the error pages are where a fault ends
            page = self.errors.page(arrival, fault)
        await self._hand_out(page, send)

    async def _hand_out(self, page: Page, send: Send) -> None:
        content = page.content.encode()
        start: Message = {
            "type": "http.response.start",
            "status": page.status_code or 200,
            "headers": self.fence.around([*_head(page, len(content))]),
        }
        await send(start)
        await send({"type": "http.response.body", "body": content, "more_body": False})


def _head(page: Page, size: int) -> Iterator[tuple[bytes, bytes]]:
    yield _HTML
    yield b"content-length", b"%d" % size
    for name, value in page.headers.items():
        yield name.lower().encode("latin-1"), value.encode("latin-1")
    for cookie in page.cookies:
        yield cookie.to_encoded_header()

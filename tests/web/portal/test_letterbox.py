"""Posted forms go past the framework, and are answered as if they did not."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from litestar.types import ASGIApp

from heyan.casework.desk import Desk
from heyan.rules.limits import Limits
from heyan.web import server
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from tests.fakes.captcha import OpenCaptcha
from tests.web.portal.journey import submit
from tests.web.portal.test_routes import anonymous
from tests.web.portal.visitor import Visitor, browser_at

# The framework finds the form under these too; the letterbox before it knows the first alone.
SPELLINGS = ("/verify", "//verify", "/verify/")
FORM = {"content-type": "application/x-www-form-urlencoded"}
HOME = "http://tjcainfo.localhost:8000"


@dataclass
class Told:
    status: int
    headers: dict[str, str]
    text: str


def told(page: httpx.Response) -> Told:
    """Return what a browser is told, without what is drawn anew each time."""
    headers = {k: v for k, v in page.headers.items() if k not in {"content-length", "set-cookie"}}
    return Told(page.status_code, headers, anonymous(page.text))


async def post(visitor: Visitor, path: str, **typed: str) -> Told:
    await visitor.open("/verify")
    return told(await visitor.browser.post(HOME + path, data={**visitor.form, **typed}))


@pytest.mark.parametrize(
    "typed",
    [
        {"code": "123456", "mobile": "13900139000", "tail": "12345X"},
        {"code": "12", "mobile": "", "tail": "12345X"},
        {"captcha": "wrong"},
        {"again": "1", "mobile": "13900139000"},
        {"csrf_token": "0" * 64},
        {"mobile": "1" * 201},
    ],
    ids=["not found", "faults", "captcha", "again", "stale", "unreadable"],
)
async def test_a_form_is_answered_alike_by_whichever_way_it_came(
    visitor: Visitor, typed: dict[str, str]
) -> None:
    first, *others = [await post(visitor, path, **typed) for path in SPELLINGS]
    assert others == [first, first]
    assert first.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in first.headers["content-security-policy"]


@pytest.mark.rule("R18")
@pytest.mark.parametrize("path", SPELLINGS)
async def test_the_answers_of_a_case_come_in_by_either_way(
    desk: Desk, visitor: Visitor, path: str
) -> None:
    _, li, han = await submit(desk)
    one, last = [
        await post(visitor, path, code=each.code, mobile=each.mobile, tail=each.tail)
        for each in (li, han)
    ]
    assert (one.status, last.status) == (200, 200)
    assert "请等待其他核验人" in one.text
    assert "全部完成" in last.text
    assert one.headers == last.headers


async def test_faults_of_http_are_answered_alike(visitor: Visitor) -> None:
    for body, headers in ((b"x" * 20_000, FORM), (b"{}", {}), (b"\xff", FORM)):
        answers = [
            told(await visitor.browser.post(HOME + path, content=body, headers=headers))
            for path in SPELLINGS
        ]
        assert answers[0] == answers[1] == answers[2]
        assert answers[0].status in {400, 413}
    unknown = {**FORM, "host": "elsewhere.example"}
    answers = [
        told(await visitor.browser.post(HOME + path, content=b"code=1", headers=unknown))
        for path in SPELLINGS
    ]
    assert answers[0] == answers[1] == answers[2]
    assert "tjcainfo.localhost" in answers[0].text


async def test_a_refusal_by_address_is_answered_alike(
    desk: Desk, options: PortalOptions, captcha: OpenCaptcha
) -> None:
    captcha.desk = replace(desk, limits=Limits(address=1))
    portal = build_portal(captcha.desk, options)
    visitor = Visitor(browser_at(portal), captcha)
    typed = {"code": "123456", "mobile": "13900139000", "tail": "12345X"}
    await post(visitor, "/verify", **typed)
    refused = [await post(visitor, path, **typed) for path in SPELLINGS]
    assert refused[0] == refused[1] == refused[2]
    assert refused[0].status == 429


async def test_a_new_browser_gets_its_cookie_with_the_answer(visitor: Visitor) -> None:
    for path in SPELLINGS:
        visitor.browser.cookies.clear()
        page = await visitor.browser.post(HOME + path + "?lang=en", data={"code": "1"})
        assert [each.partition("=")[0] for each in page.headers.get_list("set-cookie")] == [
            "browser",
            "lang",
        ]


async def test_a_browser_that_leaves_is_told_nothing(portal: ASGIApp) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {
        "type": "http", "method": "POST", "path": "/verify", "query_string": b"",
        "headers": [(b"host", b"tjcainfo.localhost")], "client": ("192.0.2.7", 1),
    }  # fmt: skip
    await portal(scope, receive, send)
    assert sent == []


async def test_over_a_socket_a_doubled_slash_is_the_same_page(
    portal: ASGIApp, captcha: OpenCaptcha
) -> None:
    stop, door = asyncio.Event(), server.listen("127.0.0.1:0")
    serving = asyncio.create_task(server.serve(portal, door, stop))
    base = f"http://127.0.0.1:{door.getsockname()[1]}"
    async with httpx.AsyncClient(headers={"host": "tjcainfo.localhost"}) as browser:
        page = await browser.get(f"{base}//verify")
        assert page.status_code == 200
        visitor = Visitor(browser, captcha)
        visitor.read(page)
        typed = {"code": "123456", "mobile": "13900139000", "tail": "12345X"}
        answer = await browser.post(f"{base}//verify", data={**visitor.form, **typed})
    stop.set()
    await serving
    assert answer.status_code == 200
    assert "找不到记录" in answer.text
    assert 'action="/verify"' in answer.text
    assert '="//' not in page.text + answer.text

"""Arriving at the portal: province, browser, language, and the pages for everybody."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from litestar import Response

from heyan.casework.desk import Desk
from heyan.rules.editions import PILOT_PORTALS
from heyan.rules.provinces import BY_CODE
from heyan.web.hosts import portal_of
from heyan.web.pages import Language
from heyan.web.portal.reception import PortalOptions, open_reception
from heyan.web.portal.reception import Visit as Visited
from heyan.web.portal.routes import build_portal
from heyan.web.sessions import Browser
from tests.web.portal.visitor import Visitor

Visit = Callable[[str], Visitor]


@pytest.mark.rule("R16")
@pytest.mark.parametrize(("province", "label"), PILOT_PORTALS.items())
async def test_each_province_has_a_home_with_its_bureau(
    visit: Visit, province: int, label: str
) -> None:
    page = await visit(f"{label}.localhost").get("/")
    assert page.status_code == 200
    assert f"<strong>{BY_CODE[province].bureau}</strong>" in page.text
    assert f"http://{label}.localhost:8000" in page.text


@pytest.mark.rule("R17")
async def test_the_home_page_offers_the_verification(visitor: Visitor) -> None:
    page = await visitor.get("/")
    assert '<a class="button" href="/verify">备案短信核验</a>' in page.text
    for address in ("/resend", "/senders"):
        assert f'href="{address}"' in page.text


@pytest.mark.rule("R14")
async def test_the_senders_are_those_of_the_edition(visitor: Visitor) -> None:
    page = await visitor.get("/senders")
    for carrier, number in (
        ("中国电信", "106598051001"),
        ("中国联通", "10655113"),
        ("中国移动", "106575000130"),
        ("虚拟运营商", "无固定号码"),
    ):
        row = page.text.partition(carrier)[2].partition("</tr>")[0]
        assert number in row


@pytest.mark.rule("R16")
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "bjcainfo.localhost", "evil.example"])
async def test_an_unknown_host_gets_the_list_of_provinces(visit: Visit, host: str) -> None:
    page = await visit(host).get("/")
    assert page.status_code == 200
    for label in PILOT_PORTALS.values():
        assert f'href="http://{label}.localhost:8000/"' in page.text
    assert "evil" not in page.text


@pytest.mark.parametrize("path", ["/verify", "/nowhere", "/captcha?purpose=verify"])
async def test_an_unknown_host_has_no_other_page(visit: Visit, path: str) -> None:
    page = await visit("evil.example").get(path)
    assert page.status_code == 404
    assert "tjcainfo.localhost" in page.text
    assert "location" not in page.headers


async def test_a_page_can_be_asked_for_its_headers_alone(visitor: Visitor) -> None:
    for path in ("/", "/senders", "/verify", "/resend", "/captcha?purpose=verify"):
        assert (await visitor.browser.head(path)).status_code == 200, path


async def test_english_is_remembered_and_can_be_left_again(visitor: Visitor) -> None:
    assert 'lang="zh-CN"' in (await visitor.get("/")).text
    assert "Tianjin Communications Administration" in (await visitor.get("/?lang=en")).text
    assert '<html lang="en">' in (await visitor.get("/verify")).text
    assert '<html lang="zh-CN">' in (await visitor.get("/?lang=zh")).text
    assert '<html lang="zh-CN">' in (await visitor.get("/verify")).text


async def test_the_list_of_provinces_speaks_english_too(visit: Visit) -> None:
    browser = visit("localhost")
    assert "Tianjin" in (await browser.get("/?lang=en")).text
    assert "Tianjin" in (await browser.get("/")).text


async def test_every_answer_in_english_has_its_words(visitor: Visitor) -> None:
    await visitor.get("/?lang=en")
    assert "No record found" in (await visitor.verify("123456", "13800138000", "12345X")).text
    assert "We have your request" in (await visitor.ask_again("13800138000", "12345X")).text
    assert "There is no such page" in (await visitor.get("/nowhere")).text


async def test_a_browser_gets_its_cookie_once(visitor: Visitor) -> None:
    first = await visitor.get("/verify")
    second = await visitor.get("/verify")
    assert first.headers["set-cookie"].startswith("browser=")
    assert "set-cookie" not in second.headers


async def test_behind_https_cookies_and_links_say_so(desk: Desk, options: PortalOptions) -> None:
    portal = build_portal(desk, replace(options, scheme="https", port=None))
    transport = httpx.ASGITransport(app=portal)  # type: ignore[arg-type]  # the two describe ASGI differently
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as browser:
        assert 'href="https://tjcainfo.localhost/"' in (await browser.get("/")).text
        page = await browser.get("/verify", headers={"Host": "tjcainfo.localhost"})
    assert page.headers["set-cookie"].startswith("__Host-browser=")
    assert "Secure" in page.headers["set-cookie"]
    assert page.headers["strict-transport-security"].startswith("max-age=63072000")


def test_no_key_shows_in_a_log(options: PortalOptions) -> None:
    assert "kkk" not in repr(options)


def test_a_page_that_is_rendered_once_is_each_provinces_and_languages_own(desk: Desk) -> None:
    options = PortalOptions(
        csrf_keys=lambda: [bytes(32)],
        draw_browser=lambda: "0" * 32,
        draw_incident=lambda: "0" * 8,
        scheme="http",
    )
    reception = open_reception(desk, options)

    def page(host: str, language: Language, browser: str) -> Response[str]:
        portal = portal_of(host, desk.edition_now(), "localhost")
        assert portal is not None
        own = Browser(browser, f"token of {browser}", fresh=True)
        visit = Visited(
            province=portal.province, edition=desk.edition_now(),
            origin=reception.address.origin(host), browser=own, language=language, chosen=False,
        )  # fmt: skip
        return reception.filled_page(
            visit,
            "met.html",
            lambda values: {"here": "/verify", "others": [values["other"]]},
            {"other": f"<{browser}>"},
        )

    first, second = (
        page("tjcainfo.localhost", Language.ZH, browser) for browser in ("id-of-this", "id-of-that")
    )
    assert "<li>&lt;id-of-this&gt;</li>" in first.content
    assert "id-of-this" not in second.content
    assert first.content.replace("id-of-this", "id-of-that") == second.content
    assert [cookie.value for cookie in second.cookies] == ["id-of-that"]
    others = (
        page("gscainfo.localhost", Language.ZH, "one"),
        page("tjcainfo.localhost", Language.EN, "one"),
    )
    assert len({first.content, *(other.content for other in others)}) == 3

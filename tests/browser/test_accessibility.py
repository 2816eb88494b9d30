"""Every page and state of the portal, gone through by axe: WCAG 2.2 AA and its best practices."""

from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from heyan.casework.answers.captchas import Asked
from heyan.casework.desk import Desk
from heyan.casework.keeping.health import StoreUnavailable
from heyan.rules.limits import Limits
from heyan.web.portal.captcha import Shown
from heyan.web.portal.turnstile import TooManyForms
from tests.browser.conftest import Site, opened, shoot
from tests.fakes.filings import ZHAO
from tests.web.portal.journey import submit

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LEAFLETS = ("/", "/senders", "/help", "/accessibility", "/privacy", "/poster", "/nowhere")
FORMS = ("/verify", "/resend")
WIDTHS = (360, 768, 1280)
MINUTES = timedelta(minutes=7)
LOOK = """async (standards) => {
    const found = await axe.run({ runOnly: standards });
    if (found.passes.length === 0) return ["nothing was looked at"];
    const told = ({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`);
    return found.violations.flatMap(told);
}"""


@dataclass(frozen=True)
class Inspector:
    """Looks at a page as it stands, and keeps a picture of it."""

    page: Page
    width: int

    async def look(self, name: str) -> None:
        await shoot(self.page, f"axe-{name}", self.width)
        await self.page.evaluate(AXE)
        assert await self.page.evaluate(LOOK, STANDARDS) == [], name


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_on_any_page(
    chromium: Browser, site: Site, width: int, language: str
) -> None:
    async with opened(chromium, width) as page:
        inspector = Inspector(page, width)
        for path in LEAFLETS + FORMS:
            await page.goto(site.address(f"{path}?lang={language}"))
            await inspector.look(f"{path.strip('/') or 'home'}-{language}")
        await page.goto(site.address(f"/?lang={language}", label=""))
        await inspector.look(f"provinces-{language}")


@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_in_any_state(
    chromium: Browser, desk: Desk, site: Site, width: int
) -> None:
    _, li, han = await submit(desk)
    async with opened(chromium, width) as page:
        inspector = Inspector(page, width)
        await site.verify(page, li.wrong_code, li.mobile, li.tail)
        await inspector.look("not-found")
        await page.locator("main .submit button").click()
        await expect(page.locator(".summary li")).to_have_count(2)
        await inspector.look("faults")
        for person, state in ((li, "met"), (han, "all-met")):
            await site.verify(page, person.code, person.mobile, person.tail)
            await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()
            await inspector.look(state)
        await page.context.clear_cookies()
        await page.goto(site.address("/verify"))
        await page.context.clear_cookies()
        await page.locator("main .submit button").click()
        await expect(page.get_by_role("heading", name="页面已失效")).to_be_visible()
        await inspector.look("stale")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("limits", [Limits(number=1)])
async def test_axe_finds_nothing_where_somebody_has_tried_too_often(
    chromium: Browser, site: Site, width: int
) -> None:
    async with opened(chromium, width) as page:
        for _ in range(2):
            await site.verify(page, "123456", "13900139000", "12345X")
        await expect(page.get_by_role("heading", name="尝试次数过多")).to_be_visible()
        await Inspector(page, width).look("too-many-tries")


@dataclass(frozen=True)
class Wrong:
    """Something that goes wrong at the portal, and the heading of its page in both languages."""

    name: str
    headings: tuple[str, str]
    fault: Exception | None = None  # the house meets it when the form is asked for
    sent: dict[str, Any] = field(default_factory=dict)  # what the browser sends in its place


WRONGS = (
    Wrong(
        "not-allowed",
        ("不能这样打开此页面", "This page cannot be opened like that"),
        sent={"method": "PUT"},
    ),
    Wrong(
        "bad-request",
        ("无法处理您的请求", "Your request could not be read"),
        sent={
            "method": "POST",
            "headers": {"content-type": "text/plain"},
            "post_data": "?",
        },
    ),
    Wrong("too-many-forms", ("打开次数过多", "Opened too often"), TooManyForms(MINUTES)),
    Wrong("unavailable", ("系统暂时不可用", "Not available at the moment"), StoreUnavailable("")),
    Wrong("broken", ("系统出错", "Something went wrong"), ValueError("a fault of ours")),
)


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda wrong: wrong.name)
async def test_axe_finds_nothing_on_the_page_of_anything_that_goes_wrong(
    chromium: Browser, site: Site, wrong: Wrong, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def show(_: Asked) -> Shown:
        assert wrong.fault is not None
        raise wrong.fault

    if wrong.fault is not None:
        monkeypatch.setattr(site.captcha, "show", show)
    for width in WIDTHS:
        async with opened(chromium, width) as page:
            await page.route("**/verify*", lambda route: route.continue_(**wrong.sent))
            for language, heading in zip(("zh", "en"), wrong.headings, strict=True):
                await page.goto(site.address(f"/verify?lang={language}"))
                await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
                await Inspector(page, width).look(f"{wrong.name}-{language}")


@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_after_failing_and_asking_again(
    chromium: Browser, desk: Desk, site: Site, width: int
) -> None:
    _, zhao, _ = await submit(desk, ZHAO)
    async with opened(chromium, width) as page:
        inspector = Inspector(page, width)
        await page.goto(site.address("/resend"))
        await page.locator("main .submit button").click()
        await inspector.look("resend-faults")
        await page.goto(site.address("/resend"))
        await page.locator("#mobile").fill(zhao.mobile)
        await page.locator("#tail").fill(zhao.tail)
        await site.read_picture(page)
        await page.locator("main .submit button").click()
        await expect(page.get_by_role("heading", name="已收到您的要求")).to_be_visible()
        await inspector.look("resent")
        for _ in range(5):
            await site.verify(page, zhao.code, zhao.mobile, zhao.wrong_tail)
        await expect(page.get_by_role("heading", name="短信核验失败")).to_be_visible()
        await inspector.look("failed")

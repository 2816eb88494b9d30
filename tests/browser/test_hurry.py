"""What people in a hurry do with a form: tap twice, come back, open a recording, print."""

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from heyan.casework.desk import Desk
from tests.browser.conftest import Site, opened, shoot
from tests.web.portal.journey import submit

pytestmark = pytest.mark.browser

_TAPS_TWICE = """() => {
    const button = document.querySelector("main .submit button");
    button.click();
    setTimeout(() => { button.click(); tapped(); }, 100);
}"""


_NOTES_TAPS = """() => {
    window.sent = [];
    window.tap = () => document.querySelector("main .submit button").click();
    document.addEventListener("submit", (event) => {
        sent.push(!event.defaultPrevented);
        event.preventDefault();
    });
}"""


@pytest.mark.rule("R18")
async def test_a_second_tap_on_a_slow_line_sends_nothing_and_the_answer_is_seen(
    chromium: Browser, desk: Desk, site: Site
) -> None:
    _, li, _ = await submit(desk)
    posted, tapped_twice = list[str](), asyncio.Event()

    async def slow(route: Route) -> None:
        posted.append(route.request.url)
        await tapped_twice.wait()
        await route.continue_()

    async with opened(chromium, 360) as page:
        await page.goto(site.address("/verify"))
        await site.fill_in(page, li.code, li.mobile, li.tail)
        await site.read_picture(page)
        await page.route("**/verify", slow)
        await page.expose_function("tapped", tapped_twice.set)
        await page.evaluate(_TAPS_TWICE)
        await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()
        assert posted == [site.address("/verify")]


async def test_a_form_may_be_sent_again_in_a_while_and_at_once_by_who_comes_back(
    chromium: Browser, site: Site
) -> None:
    async with opened(chromium, 360) as page:
        await page.clock.install()
        await page.goto(site.address("/verify"))
        await page.evaluate(_NOTES_TAPS)
        for wait in (0, 5_000, 6_000):
            await page.clock.run_for(wait)
            await page.evaluate("tap()")
        await page.evaluate("dispatchEvent(new Event('pageshow')); tap()")
        assert await page.evaluate("sent") == [True, False, True, True]


async def test_a_recording_opens_beside_its_form(chromium: Browser, site: Site) -> None:
    async with opened(chromium, 360) as page:
        await page.goto(site.address("/verify"))
        captcha = await page.locator("[name=captcha_id]").input_value()
        async with page.context.expect_page():
            await page.get_by_role("link", name="打开录音").click()
        assert await page.locator("[name=captcha_id]").input_value() == captcha


async def test_a_form_whose_cookie_is_lost_is_good_again_with_another_picture(
    chromium: Browser, desk: Desk, site: Site
) -> None:
    _, li, _ = await submit(desk)
    async with opened(chromium, 360) as page:
        await page.goto(site.address("/verify"))
        before = await page.locator("[name=captcha_id]").input_value()
        await page.context.clear_cookies()
        await page.get_by_role("button", name="换一张").click()
        await expect(page.locator("[name=captcha_id]")).not_to_have_value(before)
        await site.fill_in(page, li.code, li.mobile, li.tail)
        await site.read_picture(page)
        await page.locator("main .submit button").click()
        await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()


async def test_a_poster_is_black_on_white(chromium: Browser, site: Site) -> None:
    async with opened(chromium, 768) as page:
        await page.goto(site.address("/poster"))
        await page.emulate_media(media="print")
        for part in (".owner strong", ".owner span"):
            colour = await page.locator(part).evaluate("e => getComputedStyle(e).color")
            assert colour == "rgb(0, 0, 0)"
        mark = await page.locator(".mark").evaluate("e => getComputedStyle(e).filter")
        assert mark == "invert(1) grayscale(1)"
        await shoot(page, "poster-printed", 768)

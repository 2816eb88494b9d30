"""Every page and state of the portal in a real browser, as people meet it."""

import pytest
from playwright.async_api import Browser, Page, Route, expect

from heyan.casework.answers.captchas import spoken
from heyan.casework.desk import Desk
from tests.browser.conftest import Site, opened, shoot
from tests.fakes.filings import ZHAO
from tests.web.portal.journey import submit

pytestmark = pytest.mark.browser

WIDTHS = [360, 768, 1280]
FORMS = ("/verify", "/resend")
LEAFLETS = ("/", "/senders", "/help", "/accessibility", "/privacy", "/poster")
NOBODY = ("123456", "13800138000", "12345X")


@pytest.mark.parametrize("width", WIDTHS)
async def test_every_page_fits_its_screen(chromium: Browser, site: Site, width: int) -> None:
    async with opened(chromium, width) as page:
        for path in (*FORMS, *LEAFLETS, "/nowhere"):
            for language in ("zh", "en"):
                await page.goto(site.address(f"{path}?lang={language}"))
                await shoot(page, f"{path.strip('/') or 'home'}-{language}", width)
        await page.goto(site.address("/?lang=en", label=""))
        await shoot(page, "provinces", width)
        await page.get_by_role("link", name="Tianjin").click()
        await page.wait_for_url(site.address())


@pytest.mark.rule("R18", "R20")
@pytest.mark.parametrize("width", WIDTHS)
async def test_every_answer_fits_its_screen(
    chromium: Browser, desk: Desk, site: Site, width: int
) -> None:
    _, li, han = await submit(desk)
    async with opened(chromium, width) as page:
        await site.verify(page, *NOBODY)
        await expect(page.locator(".summary h2")).to_have_text("找不到记录")
        await shoot(page, "not-found", width)
        await page.locator("main .submit button").click()
        await expect(page.locator(".summary li")).to_have_count(2)  # code and captcha are gone
        await shoot(page, "faults", width)
        await site.verify(page, li.code, li.mobile, li.tail)
        await expect(page.get_by_text("请等待其他核验人进行短信核验")).to_be_visible()
        await expect(page.locator(".numbers li")).to_have_text(["170****5678"])
        await shoot(page, "met", width)
        await page.get_by_role("link", name="继续核验下一个手机号码").click()
        await site.verify(page, han.code, han.mobile, han.tail)
        await expect(page.get_by_text("您的短信核验已全部完成")).to_be_visible()
        await shoot(page, "all-met", width)


@pytest.mark.rule("R20", "R12")
@pytest.mark.parametrize("width", WIDTHS)
async def test_failing_and_asking_again(
    chromium: Browser, desk: Desk, site: Site, width: int
) -> None:
    _, zhao, _ = await submit(desk, ZHAO)
    async with opened(chromium, width) as page:
        await page.goto(site.address("/resend"))
        await page.locator("#mobile").fill(zhao.mobile)
        await page.locator("#tail").fill(zhao.tail)
        await site.read_picture(page)
        await page.locator("main .submit button").click()
        await expect(page.get_by_text("如该手机号码有待核验的备案申请")).to_be_visible()
        await shoot(page, "resent", width)
        for _ in range(5):
            await site.verify(page, zhao.code, zhao.mobile, zhao.wrong_tail)
        await expect(page.get_by_role("heading", name="短信核验失败")).to_be_visible()
        await shoot(page, "failed", width)


@pytest.mark.rule("R17")
@pytest.mark.parametrize("width", WIDTHS)
async def test_the_way_in_is_at_the_lower_right(chromium: Browser, site: Site, width: int) -> None:
    async with opened(chromium, width) as page:
        await page.goto(site.address())
        box = await page.get_by_role("link", name="备案短信核验").bounding_box()
        screen = page.viewport_size
        assert box is not None
        assert screen is not None
        assert box["x"] + box["width"] / 2 > screen["width"] / 2
        assert screen["height"] - 120 < box["y"] < screen["height"] - box["height"]
        assert box["height"] >= 44


async def test_the_form_can_be_done_with_the_keyboard_alone(
    chromium: Browser, desk: Desk, site: Site
) -> None:
    _, li, _ = await submit(desk)
    async with opened(chromium) as page:
        await page.goto(site.address())
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        await tab_to(page, 'a.button[href="/verify"]')
        await page.keyboard.press("Enter")
        await page.wait_for_url(site.address("/verify"))
        captcha_id = await page.locator("[name=captcha_id]").input_value()
        for name, value in (
            ("code", li.code),
            ("mobile", li.mobile),
            ("tail", li.tail),
            ("captcha", site.captcha.answers[captcha_id]),
        ):
            await tab_to(page, f"#{name}")
            await page.keyboard.type(value)
        await page.keyboard.press("Enter")  # sends the form, and does not ask for another picture
        await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()


async def tab_to(page: Page, selector: str) -> None:
    for _ in range(30):
        if await page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("javascript", [True, False])
async def test_the_summary_of_faults_takes_the_focus(
    chromium: Browser, site: Site, *, javascript: bool
) -> None:
    async with opened(chromium, javascript=javascript) as page:
        await page.goto(site.address("/verify"))
        await page.locator("main .submit button").click()
        await expect(page.locator(".summary")).to_be_focused()
        await page.locator(".summary a").first.click()
        await expect(page.locator("#code")).to_be_focused()


async def test_the_summary_takes_the_focus_where_a_browser_gives_it_to_fields_alone(
    chromium: Browser, site: Site
) -> None:
    async def without_autofocus(route: Route) -> None:
        host = site.address("").split("/")[2]  # a name that the browser alone looks up
        answer = await route.fetch(
            url=route.request.url.replace(host.partition(":")[0], "127.0.0.1"),
            headers={**route.request.headers, "host": host},
        )
        await route.fulfill(response=answer, body=(await answer.text()).replace(" autofocus", ""))

    async with opened(chromium) as page:
        await page.goto(site.address("/verify"))
        await page.route("**/verify", without_autofocus)
        await page.locator("main .submit button").click()
        await expect(page.locator(".summary")).to_be_focused()


async def test_everything_works_without_javascript(
    chromium: Browser, desk: Desk, site: Site
) -> None:
    _, li, _ = await submit(desk)
    async with opened(chromium, 360, javascript=False) as page:
        await page.goto(site.address("/verify"))
        await page.locator("#code").fill(li.code)
        await page.locator("#mobile").fill(li.mobile)
        before = await page.locator("[name=captcha_id]").input_value()
        await page.get_by_role("button", name="换一张").click()
        await expect(page.locator("[name=captcha_id]")).not_to_have_value(before)
        await expect(page.locator("#code")).to_have_value("")  # a code is never given back
        await expect(page.locator("#mobile")).to_have_value(li.mobile)
        await page.locator("#code").fill(li.code)
        await page.locator("#tail").fill(li.tail)
        await site.read_picture(page)
        await page.locator("main .submit button").click()
        await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()


async def test_with_javascript_another_picture_comes_without_a_new_page(
    chromium: Browser, desk: Desk, site: Site
) -> None:
    _, li, _ = await submit(desk)
    async with opened(chromium) as page:
        await page.goto(site.address("/verify"))
        await page.evaluate("window.same = true")
        before = await page.locator("[name=captcha_id]").input_value()
        await page.get_by_role("button", name="换一张").click()
        await expect(page.locator("[name=captcha_id]")).not_to_have_value(before)
        await expect(page.locator("#captcha")).to_be_focused()
        assert await page.evaluate("window.same")
        await site.fill_in(page, li.code, li.mobile, li.tail)
        await site.read_picture(page)
        await page.locator("main .submit button").click()
        await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()


@pytest.mark.rule("R26")
async def test_who_cannot_see_the_picture_lets_the_browser_work(
    chromium: Browser, desk: Desk, site: Site
) -> None:
    _, li, _ = await submit(desk)
    async with opened(chromium, 360) as page:
        await page.goto(site.address("/verify"))
        await site.fill_in(page, li.code, li.mobile, li.tail)
        await tab_to(page, "[data-proof] button")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-proof] [role=status]")).to_contain_text(
            "可以提交了", timeout=60_000
        )
        await shoot(page, "proof", 360)
        await page.locator("main .submit button").click()
        await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()


@pytest.mark.rule("R26")
@pytest.mark.parametrize("javascript", [True, False])
async def test_who_does_not_see_the_picture_hears_digits(
    chromium: Browser, desk: Desk, site: Site, *, javascript: bool
) -> None:
    _, li, _ = await submit(desk)
    async with opened(chromium, 360, javascript=javascript) as page:
        await page.goto(site.address("/verify"))
        if javascript:
            before = await page.locator("[name=captcha_id]").input_value()
            await page.get_by_role("button", name="换一张").click()
            await expect(page.locator("[name=captcha_id]")).not_to_have_value(before)
        captcha_id = await page.locator("[name=captcha_id]").input_value()
        player = page.get_by_label("读出 6 个数字的录音")
        await expect(player).to_have_attribute("src", f"/sound/{captcha_id}")
        link = page.get_by_role("link", name="打开录音")
        await expect(link).to_have_attribute("href", f"/sound/{captcha_id}")
        if javascript:
            played = await player.evaluate(
                "a => new Promise((done, no) => { a.muted = true; a.onplaying = () => done(true);"
                " a.onerror = () => no(a.error); a.play(); })"
            )
            assert played
        await site.fill_in(page, li.code, li.mobile, li.tail)
        await page.locator("#captcha").fill(spoken(desk, captcha_id, "zh").digits)
        await page.locator("main .submit button").click()
        await expect(page.get_by_role("heading", name="核验成功")).to_be_visible()


async def test_the_way_without_the_picture_is_not_offered_where_it_cannot_work(
    chromium: Browser, site: Site
) -> None:
    async with opened(chromium, javascript=False) as page:
        await page.goto(site.address("/verify"))
        await expect(page.locator("[data-proof]")).to_be_hidden()


async def test_at_four_times_the_size_nothing_is_lost(chromium: Browser, site: Site) -> None:
    async with opened(chromium, 320) as page:  # what a window of 1280 shows at 400 %
        for path in (*FORMS, *LEAFLETS):
            await page.goto(site.address(path))
            await shoot(page, f"{path.strip('/') or 'home'}-near", 320)


@pytest.mark.parametrize("width", WIDTHS)
async def test_with_letters_of_twice_the_size_nothing_is_lost(
    chromium: Browser, site: Site, width: int
) -> None:
    async with opened(chromium, width) as page:
        for path in (*FORMS, *LEAFLETS):
            for language in ("zh", "en"):
                await page.goto(site.address(f"{path}?lang={language}"))
                await page.evaluate("document.documentElement.style.fontSize = '200%'")
                await shoot(page, f"{path.strip('/') or 'home'}-{language}-large", width)


async def test_nothing_is_fetched_from_another_host(chromium: Browser, site: Site) -> None:
    async with opened(chromium) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in (*FORMS, *LEAFLETS):
            await page.goto(site.address(path))
        ours = (site.address("/"), "data:image/png;base64,")
        assert [url for url in asked if not url.startswith(ours)] == []

"""The whole way: API, carrier, phone, portal in a real browser, officer, register."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from heyan.sandbox.examples import Example, Examples, Person
from heyan.sandbox.village import Village
from tests.browser.conftest import opened, shoot
from tests.sandbox.villages import all_examples, village_at

pytestmark = pytest.mark.browser

TIANJIN = 120000


@pytest.fixture
def examples() -> Examples:
    return all_examples()


@pytest.fixture
async def village(database_url: str, examples: Examples) -> AsyncIterator[Village]:
    async with village_at(database_url, examples) as village:
        yield village


@pytest.mark.rule("R2", "R16", "R17", "R18", "R28")
async def test_a_filing_goes_the_whole_way(
    chromium: Browser, village: Village, examples: Examples
) -> None:
    filing = next(e for e in examples.filings if e.province == TIANJIN and len(e.people) > 1)
    provider = village.provider_of(filing)
    submitted = await provider.submit(filing.document)
    village.filings[filing.reference] = submitted["id"]
    first, second = (filing.people[challenge["mobile"]] for challenge in submitted["challenges"])

    async with opened(chromium, 360) as page:
        await page.goto(f"http://tjcainfo.localhost:{village.port}/")
        await page.get_by_role("link", name="备案短信核验").last.click()
        await answer(page, village, filing, first)
        await expect(page.get_by_text("请等待其他核验人进行短信核验")).to_be_visible()
        await page.get_by_role("link", name="继续核验下一个手机号码").click()
        await answer(page, village, filing, second)
        await expect(page.get_by_text("您的短信核验已全部完成")).to_be_visible()
        await shoot(page, "journey-all-met", 360)

    officer = village.officers[TIANJIN]
    waiting = await officer.ask("GET", "/reviews")
    assert [review["id"] for review in waiting["items"]] == [submitted["id"]]
    approved = await officer.ask("POST", f"/reviews/{submitted['id']}/approve")
    number = approved["register_numbers"][0]
    assert re.fullmatch(r"津ICP备\d{10}号", number)
    subject = await provider.ask("GET", f"/register/subjects/{number}")
    assert subject["name"] == filing.document["subject"]["name"]


async def answer(page: Page, village: Village, filing: Example, person: Person) -> None:
    """Read the message on the phone, and the picture on the page; fill in, and send."""
    codes = await village.wait_for_codes(filing, person)
    captcha_id = await page.locator("[name=captcha_id]").input_value()
    typed = {
        "code": codes[-1],
        "mobile": person.mobile,
        "tail": person.tail,
        "captcha": village.captcha.answers[captcha_id],
    }
    for name, value in typed.items():
        await page.locator(f"#{name}").fill(value)
    await page.locator("main .submit button").click()

"""The page on which to read and try the API, in a real browser."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.web.api.routes import ApiOptions, build_api
from heyan.web.server import listen, serve
from tests.browser.conftest import SCREENSHOTS

pytestmark = pytest.mark.browser

SUBMIT = "#operations-filings-submitFiling"


@pytest.fixture
async def origin(desk: Desk) -> AsyncIterator[str]:
    stop, door = asyncio.Event(), listen("127.0.0.1:0")
    api = build_api(desk, ApiOptions(draw_incident=lambda: "incident-1"))
    serving = asyncio.create_task(serve(api, door, stop))
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    stop.set()
    await serving


@pytest.fixture
async def page(chromium: Browser, origin: str) -> AsyncIterator[Page]:
    """The page, watched for anything that it complains of or fetches from elsewhere."""
    opened = await chromium.new_page(viewport={"width": 1280, "height": 1600})
    complaints: list[str] = []

    def foreign(url: str) -> None:
        if not url.startswith((origin, "data:")):
            complaints.append(f"asks for {url}")

    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda fault: complaints.append(str(fault)))
    opened.on("request", lambda asked: foreign(asked.url))
    await opened.goto(f"{origin}/api/v1/schema")
    await opened.wait_for_selector(".opblock")
    yield opened
    await opened.close()
    assert complaints == []


async def test_every_call_can_be_read(page: Page) -> None:
    assert await page.locator(".opblock").count() >= 15
    await page.screenshot(path=SCREENSHOTS / "contract.png")


async def test_a_filing_is_submitted_from_the_page(page: Page, desk: Desk) -> None:
    _, key = await people.add_provider(desk, "haihe-cloud")
    await page.locator("button.authorize").click()
    await page.locator(".auth-container input").fill(key)
    await page.locator(".auth-container button[type=submit]").click()
    await page.locator(".auth-container button.btn-done").click()
    await page.locator(f"{SUBMIT} .opblock-summary-control").click()
    await page.locator(f"{SUBMIT} button.execute").click()
    answer = page.locator(f"{SUBMIT} .live-responses-table tbody .response-col_status")
    await answer.wait_for()
    assert "201" in await answer.inner_text()
    await page.screenshot(path=SCREENSHOTS / "contract-tried.png", full_page=True)

"""The portal on a real socket, seen through a real Chromium."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from heyan.casework.desk import Desk
from heyan.rules.limits import Limits
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from heyan.web.server import listen, serve
from tests.fakes.captcha import OpenCaptcha
from tests.fakes.desks import NO_LIMITS, loaded_dice

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHOUT = "none"  # what `make test` says where there is no browser and none can be installed
LIGHTHOUSE = "HEYAN_TEST_LIGHTHOUSE"  # where `make lighthouse` has put the program


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `make test` has no browser for, and what is not asked for but by its name."""
    if os.environ.get("HEYAN_TEST_BROWSER") == WITHOUT:
        _leave_out(config, items, "browser")
    if LIGHTHOUSE not in os.environ:
        _leave_out(config, items, "lighthouse")


def _leave_out(config: pytest.Config, items: list[pytest.Item], mark: str) -> None:
    marked = [item for item in items if item.get_closest_marker(mark)]
    config.hook.pytest_deselected(items=marked)
    items[:] = [item for item in items if item not in marked]


@pytest.fixture(scope="session")
def browser_path() -> str:
    named = os.environ.get("HEYAN_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), "")
    assert named, "There is no Chromium; `make test` installs one where it may."
    return named


@pytest.fixture
async def chromium(browser_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield browser
        await browser.close()


@dataclass(frozen=True)
class Site:
    """The portals of all provinces, served at a port of this machine."""

    port: int
    captcha: OpenCaptcha = field(repr=False)

    def address(self, path: str = "/", label: str = "tjcainfo.") -> str:
        return f"http://{label}localhost:{self.port}{path}"

    async def fill_in(self, page: Page, code: str, mobile: str, tail: str) -> None:
        """Type what a person knows, all but what the picture shows."""
        for name, value in (("code", code), ("mobile", mobile), ("tail", tail)):
            await page.locator(f"#{name}").fill(value)

    async def read_picture(self, page: Page) -> None:
        """Type what the picture shows, as a person who can see it."""
        captcha_id = await page.locator("[name=captcha_id]").input_value()
        await page.locator("#captcha").fill(self.captcha.answers[captcha_id])

    async def verify(self, page: Page, code: str, mobile: str, tail: str) -> None:
        """Fill the form in and send it."""
        await page.goto(self.address("/verify"))
        await self.fill_in(page, code, mobile, tail)
        await self.read_picture(page)
        await page.locator("main .submit button").click()


@pytest.fixture
def limits() -> Limits:
    """Give as many tries as anybody likes; a test of the limits names its own."""
    return NO_LIMITS


@pytest.fixture
async def site(desk: Desk, limits: Limits) -> AsyncIterator[Site]:
    desk = replace(desk, limits=limits)
    captcha = OpenCaptcha(desk)
    draw = loaded_dice("browsers")
    door = listen("127.0.0.1:0")
    port = door.getsockname()[1]
    options = PortalOptions(
        csrf_keys=lambda: [b"k" * 32],
        draw_browser=lambda: draw(16).hex(),
        draw_incident=lambda: draw(4).hex(),
        scheme="http",
        port=port,
        captcha=lambda _: captcha,
    )
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as serving:
        serving.create_task(serve(build_portal(desk, options), door, stop))
        yield Site(port, captcha)
        stop.set()


@asynccontextmanager
async def opened(
    chromium: Browser, width: int = 1280, *, javascript: bool = True
) -> AsyncIterator[Page]:
    """Open a browser of a width; what its console complains about is a fault."""
    height = 740 if width < 768 else 860
    context = await chromium.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=javascript
    )
    context.set_default_timeout(10_000)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security" in line.text else None,
    )
    yield page
    await context.close()
    assert complaints == []


async def shoot(page: Page, name: str, width: int) -> None:
    """Keep a picture of the page for people to look at, and see that nothing sticks out."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width

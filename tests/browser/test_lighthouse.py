"""Lighthouse, with its mobile profile, on the portal's pages: `make lighthouse`."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.browser.conftest import LIGHTHOUSE, SCREENSHOTS, Site

pytestmark = [pytest.mark.browser, pytest.mark.lighthouse]

REPORTS = SCREENSHOTS.parent / "lighthouse"
LEAST = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 95}
PAGES = ["/", "/verify", "/resend", "/senders", "/help", "/accessibility", "/privacy", "/poster"]


async def look(address: str, report: Path, browser: str) -> bool:
    """Run Lighthouse; tell whether it could record the page at all."""
    running = await asyncio.create_subprocess_exec(
        os.environ[LIGHTHOUSE],
        address,
        "--quiet",
        "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
        "--output=json",
        f"--output-path={report}",
        env=os.environ | {"CHROME_PATH": browser},
    )
    return await running.wait() == 0


async def scores(address: str, report: Path, browser: str) -> Mapping[str, int]:
    # A recording that fails says nothing of the page; Lighthouse asks to be run again.
    assert await look(address, report, browser) or await look(address, report, browser)
    return read_scores(report)


def read_scores(report: Path) -> Mapping[str, int]:
    told = json.loads(report.read_text("utf-8"))
    return {name: round(told["categories"][name]["score"] * 100) for name in LEAST}


@pytest.mark.parametrize("path", PAGES)
async def test_lighthouse_finds_little_to_wish_for(
    site: Site, browser_path: str, path: str
) -> None:
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{path.strip('/') or 'home'}.json"
    found = await scores(site.address(path), report, browser_path)
    assert {name: found[name] for name in LEAST if found[name] < LEAST[name]} == {}

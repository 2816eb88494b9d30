"""Every answer of the portal tells browsers what they may do with it."""

import re

import pytest

from tests.web.portal.visitor import Visitor


@pytest.mark.parametrize("path", ["/", "/verify", "/resend", "/senders", "/nowhere", "/captcha"])
async def test_every_answer_is_fenced_in(visitor: Visitor, path: str) -> None:
    headers = (await visitor.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "strict-transport-security" not in headers  # http here


@pytest.mark.parametrize("path", ["/verify", "/resend", "/captcha?purpose=verify"])
async def test_forms_are_never_stored(visitor: Visitor, path: str) -> None:
    assert (await visitor.get(path)).headers["cache-control"] == "no-store"


async def test_an_answer_is_never_stored(visitor: Visitor) -> None:
    page = await visitor.verify("123456", "13800138000", "12345X")
    assert page.headers["cache-control"] == "no-store"


async def test_files_are_kept_for_ever_under_an_address_of_their_content(visitor: Visitor) -> None:
    home = await visitor.get("/")
    addresses = set(re.findall(r'"(/static/[^"]+)"', home.text))
    assert len(addresses) >= 3
    for address in addresses:
        file = await visitor.get(address)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
        if file.headers["content-type"].startswith("text/"):
            assert file.headers["content-type"].count("charset=utf-8") == 1
    assert (await visitor.get("/static/portal.css")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/verify", "/resend", "/senders"])
async def test_pages_are_small_and_hold_nothing_inline_or_foreign(
    visitor: Visitor, path: str
) -> None:
    page = (await visitor.get(path)).text
    assert len(page.encode()) <= 24 * 1024
    assert not re.search(r"<style|style=|\son\w+=|<script>", page)
    assert set(re.findall(r'(?:src|href)="(https?:)?//', page)) == set()

"""The contract as it is served, and the page on which to read it."""

import re

import httpx
from litestar import Litestar

from heyan.web.api.contract import contract

SCHEMA = "/api/v1/schema"


async def test_the_contract_is_served_as_it_is(stranger: httpx.AsyncClient, api: Litestar) -> None:
    answer = await stranger.get(f"{SCHEMA}/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json"
    assert answer.json() == contract(api)


async def test_the_page_loads_nothing_from_elsewhere(stranger: httpx.AsyncClient) -> None:
    page = await stranger.get(SCHEMA)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        if address != "data:,":
            assert (await stranger.get(address)).status_code == 200, address


async def test_files_of_text_name_their_charset_once(stranger: httpx.AsyncClient) -> None:
    for name, kind in (("page.js", "text/javascript"), ("page.css", "text/css")):
        file = await stranger.get(f"{SCHEMA}/assets/{name}")
        assert file.headers["content-type"] == f"{kind}; charset=utf-8"


async def test_only_the_pages_own_files_are_served(stranger: httpx.AsyncClient) -> None:
    for name in ("page.html", "filing.json", "..%2fpage.js", "%2fetc%2fpasswd"):
        assert (await stranger.get(f"{SCHEMA}/assets/{name}")).status_code == 404

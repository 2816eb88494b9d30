"""The API on a real desk, asked as programs ask it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest
from litestar import Litestar

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.rules.phone import Mobile
from heyan.rules.writing import plain
from heyan.web.api.routes import ApiOptions, build_api
from tests.fakes.filings import TIANJIN, new_filing


@dataclass(frozen=True)
class Shown:
    """A message on a pretend phone."""

    at: datetime
    sender: str
    text: str


@dataclass
class DeskDrawer:
    """Pretend phones that lie in a drawer, with what is put on them."""

    messages: dict[str, list[Shown]] = field(default_factory=dict)

    def received(self, mobile: Mobile) -> list[Shown]:
        return self.messages.get(mobile, [])


@pytest.fixture
def phones() -> DeskDrawer:
    shown = Shown(datetime(2018, 9, 3, 1, 0, tzinfo=UTC), "106575000130", "【工信部备案】…")
    return DeskDrawer({"13802112345": [shown]})


@pytest.fixture
def api(desk: Desk, phones: DeskDrawer) -> Litestar:
    return build_api(desk, ApiOptions(draw_incident=lambda: "incident-1", phones=phones))


@pytest.fixture
async def stranger(api: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a key."""
    transport = httpx.ASGITransport(app=api)  # type: ignore[arg-type]  # the two describe ASGI differently
    async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:
        yield client


async def _with_key(api: Litestar, key: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=api)  # type: ignore[arg-type]  # the two describe ASGI differently
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://api.example", headers=headers
    ) as client:
        yield client


@pytest.fixture
async def haihe(api: Litestar, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A provider."""
    _, key = await people.add_provider(desk, "haihe-cloud")
    async for client in _with_key(api, key):
        yield client


@pytest.fixture
async def other(api: Litestar, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """Another provider."""
    _, key = await people.add_provider(desk, "huanghe-cloud")
    async for client in _with_key(api, key):
        yield client


@pytest.fixture
async def officer(api: Litestar, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """An officer of 天津."""
    _, key = await people.add_officer(desk, "wang", TIANJIN)
    async for client in _with_key(api, key):
        yield client


@pytest.fixture
async def of_hebei(api: Litestar, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """An officer of 河北, where nothing is verified, so that filings are in review at once."""
    _, key = await people.add_officer(desk, "zhang", 130000)
    async for client in _with_key(api, key):
        yield client


@pytest.fixture
async def numbers(haihe: httpx.AsyncClient, of_hebei: httpx.AsyncClient) -> tuple[str, str]:
    """The numbers of a registered subject and its site."""
    filing = await haihe.post("/api/v1/filings", json=plain(new_filing(province=130000)))
    approved = await of_hebei.post(f"/api/v1/reviews/{filing.json()['id']}/approve")
    subject, site = approved.json()["register_numbers"]
    return subject, site

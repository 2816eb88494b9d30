"""The doors of the web room, told apart by path and host."""

import logging
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import httpx
import pytest
from litestar.types import ASGIApp

from heyan.casework.desk import Desk
from heyan.web.api.routes import ApiOptions
from heyan.web.app import WebOptions, build_app, ended_here
from heyan.web.portal.routes import PortalOptions

API = "api.example"
TIANJIN = "tjcainfo.localhost:8000"


@pytest.fixture
def front(desk: Desk) -> ASGIApp:
    ids = count(1)
    portal = PortalOptions(
        csrf_keys=lambda: [b"k" * 32],
        draw_browser=lambda: f"{next(ids):032x}",
        draw_incident=lambda: "portal-1",
        scheme="http",
        port=8000,
    )
    return build_app(desk, WebOptions(portal, ApiOptions(draw_incident=lambda: "api-1")))


@pytest.fixture
async def client(front: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=front)  # type: ignore[arg-type]  # the two describe ASGI differently
    async with httpx.AsyncClient(transport=transport, base_url="http://any.example") as client:
        yield client


async def get(client: httpx.AsyncClient, host: str, path: str) -> httpx.Response:
    return await client.get(path, headers={"Host": host})


@pytest.mark.rule("R16")
async def test_a_provinces_host_shows_its_portal(client: httpx.AsyncClient) -> None:
    answer = await get(client, TIANJIN, "/")
    assert answer.status_code == 200
    assert "天津市通信管理局" in answer.text


@pytest.mark.rule("R16")
async def test_an_unknown_host_shows_the_provinces(client: httpx.AsyncClient) -> None:
    answer = await get(client, API, "/")
    assert "http://tjcainfo.localhost:8000" in answer.text


@pytest.mark.parametrize("host", [API, "127.0.0.1:8000", "localhost", ""])
@pytest.mark.parametrize("path", ["/api/v1/health/live", "/health/live", "/health/ready"])
async def test_programs_are_answered_at_any_other_host(
    client: httpx.AsyncClient, host: str, path: str
) -> None:
    answer = await get(client, host, path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("host", [API, TIANJIN, "127.0.0.1:8000", "localhost", ""])
async def test_nobody_who_comes_here_is_told_what_the_house_measures(
    client: httpx.AsyncClient, host: str
) -> None:
    answer = await get(client, host, "/metrics")
    assert answer.status_code == 404
    assert "heyan_" not in answer.text


@pytest.mark.parametrize("path", ["/schema", "/schema/openapi.json", "/api/v1/schema"])
async def test_the_contract_is_found_by_its_short_address_too(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await get(client, API, path)).status_code == 200


async def test_the_sandbox_is_found_by_its_short_address_too(client: httpx.AsyncClient) -> None:
    assert (await get(client, API, "/sandbox/messages")).json()["code"] == "bad_key"


@pytest.mark.parametrize(
    "path", ["/metrics", "/api/v1/filings", "/health/live", "/schema", "/api/v1/schema"]
)
async def test_a_portal_has_no_door_for_programs(client: httpx.AsyncClient, path: str) -> None:
    answer = await get(client, TIANJIN, path)
    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/healthy", "/schemata", "/api", "/api/v2/filings", "/apis"])
async def test_what_only_begins_like_a_door_is_none(client: httpx.AsyncClient, path: str) -> None:
    answer = await get(client, API, path)
    assert "application/json" not in answer.headers["content-type"]


async def test_a_fault_that_leaves_a_door_ends_here(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_scope: Any, _receive: Any, _send: Any) -> None:
        raise ValueError("13802112345")

    told = await _ask(ended_here(broken, lambda: "f00d"))
    assert told[0]["status"] == 500
    assert b'"incident":"f00d"' in told[1]["body"]
    assert caplog.records[0].getMessage().startswith("Incident f00d")
    assert "13802112345" not in caplog.text


async def test_an_answer_that_has_begun_is_not_begun_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError

    with caplog.at_level(logging.ERROR):
        told = await _ask(ended_here(broken, lambda: "f00d"))
    assert [message["type"] for message in told] == ["http.response.start"]
    assert len(caplog.records) == 1


async def test_no_door_speaks_websocket(front: ASGIApp) -> None:
    assert await _ask(front, kind="websocket") == []


async def _ask(front: ASGIApp, kind: str = "http") -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        told.append(message)

    scope: Any = {"type": kind, "path": "/", "headers": [(b"host", b"api.example")]}
    await front(scope, receive, send)  # type: ignore[arg-type]  # messages as plain dictionaries
    return told

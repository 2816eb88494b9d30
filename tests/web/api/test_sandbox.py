"""What only the sandbox has."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from heyan.casework.desk import Desk
from heyan.casework.sandbox_clock import TurnableClock
from heyan.web.api.routes import ApiOptions, build_api
from tests.fakes.clock import Clock


@pytest.fixture
def turnable(clock: Clock) -> TurnableClock:
    return TurnableClock(clock)


@pytest.fixture
async def sandboxed(
    desk: Desk, turnable: TurnableClock, haihe: httpx.AsyncClient
) -> httpx.AsyncClient:
    """A provider at a house that is a sandbox."""
    house = build_api(
        replace(desk, clock=turnable, sandbox=True), ApiOptions(draw_incident=lambda: "1")
    )
    transport = httpx.ASGITransport(app=house)  # type: ignore[arg-type]  # the two describe ASGI differently
    headers = {"Authorization": haihe.headers["authorization"]}
    return httpx.AsyncClient(transport=transport, base_url="http://api.example", headers=headers)


async def test_the_clock_is_turned(sandboxed: httpx.AsyncClient, turnable: TurnableClock) -> None:
    before = turnable()
    answer = await sandboxed.post("/api/v1/sandbox/clock", json={"advance": "PT25H"})
    assert answer.status_code == 200
    assert answer.json() == {"now": "2018-09-04T10:00:00+08:00"}
    assert turnable() - before == timedelta(hours=25)


@pytest.mark.parametrize(
    "body", [{}, {"advance": 25}, {"advance": "-PT1H"}, {"advance": "PT1H", "back": 1}, [], "PT1H"]
)
async def test_what_is_no_span_is_refused(sandboxed: httpx.AsyncClient, body: object) -> None:
    answer = await sandboxed.post("/api/v1/sandbox/clock", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")


async def test_outside_the_sandbox_no_clock_is_turned(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.post("/api/v1/sandbox/clock", json={"advance": "PT25H"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_in_sandbox")


async def test_a_phone_shows_what_it_has_received(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.get("/api/v1/sandbox/messages", params={"mobile": "+86 138-0211-2345"})
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "at": "2018-09-03T09:00:00+08:00",
                "sender": "106575000130",
                "text": "【工信部备案】…",
            }
        ]
    }


@pytest.mark.parametrize("mobile", ["18602212345", "nonsense"])
async def test_an_unknown_phone_is_empty(haihe: httpx.AsyncClient, mobile: str) -> None:
    answer = await haihe.get("/api/v1/sandbox/messages", params={"mobile": mobile})
    assert answer.json() == {"items": []}


async def test_where_there_are_no_phones_none_can_be_read(sandboxed: httpx.AsyncClient) -> None:
    answer = await sandboxed.get("/api/v1/sandbox/messages", params={"mobile": "13802112345"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_in_sandbox")


async def test_a_phone_must_be_named(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.get("/api/v1/sandbox/messages")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")

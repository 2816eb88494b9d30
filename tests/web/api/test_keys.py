"""Whose key a request bears, and whether it is for this call."""

import httpx
import pytest

CALLS = [
    ("GET", "/api/v1/filings"),
    ("POST", "/api/v1/filings"),
    ("POST", "/api/v1/filings/batch"),
    ("GET", "/api/v1/filings/12-1"),
    ("POST", "/api/v1/filings/12-1/withdraw"),
    ("GET", "/api/v1/events"),
    ("GET", "/api/v1/reviews"),
    ("POST", "/api/v1/reviews/12-1/approve"),
    ("POST", "/api/v1/reviews/12-1/reject"),
    ("GET", "/api/v1/register/subjects/x"),
    ("GET", "/api/v1/register/sites/x"),
    ("POST", "/api/v1/sandbox/clock"),
    ("GET", "/api/v1/sandbox/messages"),
]
PROVIDERS = CALLS[:6]
OFFICERS = CALLS[6:9]


@pytest.mark.parametrize(
    "words",
    ["", "Bearer", "Bearer hy_000000000000_" + "A" * 32, "Basic aGE6aGE=", "Bearer " + "x" * 5000],
)
async def test_nobody_gets_in_without_a_good_key(stranger: httpx.AsyncClient, words: str) -> None:
    for method, path in CALLS:
        answer = await stranger.request(method, path, headers={"Authorization": words})
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_key"), path
        assert answer.headers["www-authenticate"].startswith("Bearer"), path


async def test_a_providers_key_opens_no_officers_door(haihe: httpx.AsyncClient) -> None:
    for method, path in OFFICERS:
        answer = await haihe.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), path


async def test_an_officers_key_opens_no_providers_door(officer: httpx.AsyncClient) -> None:
    for method, path in PROVIDERS:
        answer = await officer.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), path


async def test_the_scheme_is_not_case_sensitive(
    haihe: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    key = haihe.headers["authorization"].removeprefix("Bearer ")
    answer = await stranger.get("/api/v1/filings", headers={"Authorization": f"bearer {key}"})
    assert answer.status_code == 200

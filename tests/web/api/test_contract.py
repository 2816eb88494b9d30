"""The contract of the API says what the API does."""

import re
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.routes import HTTPRoute

from heyan.web.api.contract import contract
from heyan.web.problems import PROBLEM_JSON
from tests.web.api.test_batch import HEADERS, lines
from tests.web.api.test_filings import HEBEI, document, submit

SCHEMA = "/api/v1/schema"
IN_PATH = re.compile(r"\{(\w+)(?::\w+)?\}")


@pytest.fixture
def told(api: Litestar) -> dict[str, Any]:
    return contract(api)


def operations(told: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    }


def check(told: dict[str, Any], operation: str, answer: httpx.Response) -> None:
    """Hold an answer against what the contract says of it."""
    [found] = [each for each in operations(told).values() if each["operationId"] == operation]
    response = found["responses"][str(answer.status_code)]
    media_type = answer.headers["content-type"].partition(";")[0]
    schema = response["content"][media_type]["schema"]
    whole = {**schema, "components": told["components"]}
    for line in answer.text.splitlines() if media_type.endswith("ndjson") else [answer.text]:
        errors = list(
            Draft202012Validator(whole).iter_errors(httpx.Response(200, text=line).json())
        )
        assert not errors, errors


def test_every_call_is_in_the_contract(api: Litestar, told: dict[str, Any]) -> None:
    served = {
        (method, IN_PATH.sub(r"{\1}", route.path_format))
        for route in api.routes
        if isinstance(route, HTTPRoute) and not route.path.startswith(SCHEMA)
        for method in route.methods - {"OPTIONS"}
    }
    assert set(operations(told)) == served


def test_the_contract_has_the_calls_that_others_hold_on_to(told: dict[str, Any]) -> None:
    assert {
        ("POST", "/api/v1/filings"),
        ("GET", "/api/v1/filings"),
        ("GET", "/api/v1/filings/{filing_id}"),
        ("POST", "/api/v1/filings/{filing_id}/withdraw"),
        ("POST", "/api/v1/filings/batch"),
        ("GET", "/api/v1/events"),
        ("GET", "/api/v1/reviews"),
        ("POST", "/api/v1/reviews/{filing_id}/approve"),
        ("POST", "/api/v1/reviews/{filing_id}/reject"),
        ("GET", "/api/v1/register/subjects/{number}"),
        ("GET", "/api/v1/register/sites/{number}"),
        ("GET", "/api/v1/health/live"),
        ("GET", "/api/v1/health/ready"),
        ("POST", "/api/v1/sandbox/clock"),
        ("GET", "/api/v1/sandbox/messages"),
    } <= set(operations(told))


def test_every_reference_leads_somewhere(told: dict[str, Any]) -> None:
    names = set(re.findall(r"'#/components/schemas/([^']+)'", str(told)))
    assert names
    assert names <= told["components"]["schemas"].keys()


def test_every_schema_is_a_schema(told: dict[str, Any]) -> None:
    for name, schema in told["components"]["schemas"].items():
        assert re.fullmatch(r"\w+", name), name
        Draft202012Validator.check_schema(schema)


def test_every_call_says_what_it_is_for_and_how_it_fails(told: dict[str, Any]) -> None:
    for (_, path), operation in operations(told).items():
        assert operation["summary"]
        assert "Request fulfilled" not in str(operation)
        health = "/health/" in path
        assert ("security" in operation) != health
        for status, response in operation["responses"].items():
            assert response["description"]
            if int(status) >= 400:
                assert list(response["content"]) == [PROBLEM_JSON]
        if not health:
            assert "401" in operation["responses"]


def test_what_is_injected_is_nobodys_parameter(told: dict[str, Any]) -> None:
    named = {
        parameter["name"]
        for operation in operations(told).values()
        for parameter in operation.get("parameters", [])
    }
    assert named == {
        "Idempotency-Key", "after", "filing_id", "limit", "mobile", "n", "number", "reference",
        "state",
    }  # fmt: skip


async def test_what_a_provider_gets_is_what_was_told(
    haihe: httpx.AsyncClient, told: dict[str, Any]
) -> None:
    created = await haihe.post("/api/v1/filings", json=document())
    check(told, "submitFiling", created)
    path = created.headers["location"]
    check(told, "showFiling", await haihe.get(path))
    check(told, "listFilings", await haihe.get("/api/v1/filings"))
    check(told, "readFeed", await haihe.get("/api/v1/events"))
    check(told, "withdrawFiling", await haihe.post(f"{path}/withdraw"))
    body = lines(document("ORD-2"), {}) + b"x\n"
    batch = await haihe.post("/api/v1/filings/batch", content=body, headers=HEADERS)
    check(told, "submitFilings", batch)
    phone = await haihe.get("/api/v1/sandbox/messages?mobile=13802112345")
    check(told, "readMessages", phone)
    check(told, "isReady", await haihe.get("/api/v1/health/ready"))
    check(told, "isAlive", await haihe.get("/api/v1/health/live"))


async def test_what_an_officer_gets_is_what_was_told(
    haihe: httpx.AsyncClient, of_hebei: httpx.AsyncClient, told: dict[str, Any]
) -> None:
    first = await submit(haihe, province=HEBEI)
    second = await submit(haihe, province=HEBEI, reference="ORD-2")
    check(told, "listReviews", await of_hebei.get("/api/v1/reviews"))
    approved = await of_hebei.post(f"/api/v1/reviews/{first['id']}/approve")
    check(told, "approveFiling", approved)
    body = {"reason": "域名不符"}
    rejected = await of_hebei.post(f"/api/v1/reviews/{second['id']}/reject", json=body)
    check(told, "rejectFiling", rejected)


async def test_what_the_register_shows_is_what_was_told(
    haihe: httpx.AsyncClient, numbers: tuple[str, str], told: dict[str, Any]
) -> None:
    subject = await haihe.get(f"/api/v1/register/subjects/{numbers[0]}")
    check(told, "showSubject", subject)
    check(told, "showSite", await haihe.get(f"/api/v1/register/sites/{numbers[1]}"))


async def test_problems_are_what_was_told(
    haihe: httpx.AsyncClient, stranger: httpx.AsyncClient, told: dict[str, Any]
) -> None:
    check(told, "submitFiling", await haihe.post("/api/v1/filings", json={}))
    check(told, "submitFiling", await haihe.post("/api/v1/filings", content=b"{}"))
    check(told, "listFilings", await haihe.get("/api/v1/filings?limit=x"))
    check(told, "showFiling", await haihe.get("/api/v1/filings/12-1"))
    check(told, "listFilings", await stranger.get("/api/v1/filings"))
    check(told, "turnClock", await haihe.post("/api/v1/sandbox/clock", json={"advance": "PT1H"}))

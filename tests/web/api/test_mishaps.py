"""What leaves a call as an exception, turned into its problem document."""

import logging
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.exceptions import (
    ClientException,
    HTTPException,
    InternalServerException,
    NotFoundException,
    PermissionDeniedException,
    ValidationException,
)

from heyan.casework.desk import Desk
from heyan.casework.keeping.health import StoreUnavailable
from heyan.rules.faults import Fault
from heyan.rules.refusals import Faulty, MovedOn
from heyan.web.api.bodies import HungUp
from heyan.web.api.mishaps import Mishaps
from heyan.web.problems import Mishap

MISHAPS = Mishaps(lambda: "f00d")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (MovedOn(), 409, "moved_on"),
        (Faulty([Fault("", "empty", "空", "Empty.")]), 422, "faulty"),
        (Mishap("bad_json"), 400, "bad_json"),
        (HungUp(), 400, "bad_request"),
        (NotFoundException(), 404, "no_such_page"),
        (PermissionDeniedException(), 403, "not_allowed"),
        (ClientException(), 400, "bad_request"),
        (ValidationException(), 400, "bad_parameter"),
        (HTTPException(status_code=429), 429, "too_many_requests"),
        (StoreUnavailable(), 503, "unavailable"),
    ],
)
def test_what_is_known_is_told_and_not_logged(
    fault: Exception, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    document = MISHAPS.document(fault)
    assert (document.status, document.code) == (status, code)
    assert caplog.records == []


@pytest.mark.parametrize("fault", [ValueError("13802112345"), InternalServerException("inside")])
def test_a_fault_of_ours_is_an_incident(fault: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        document = MISHAPS.document(fault)
    assert (document.status, document.code, document.incident) == (500, "internal", "f00d")
    assert [record.getMessage()[:13] for record in caplog.records] == ["Incident f00d"]
    assert "13802112345" not in caplog.text


async def test_the_answer_to_a_fault_of_ours_says_nothing_of_our_inside(
    haihe: httpx.AsyncClient, api: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise ZeroDivisionError(name)

    api.state.desk = Broken()
    answer = await haihe.get("/api/v1/filings")
    assert answer.status_code == 500
    assert answer.json()["incident"] == "incident-1"
    assert "ZeroDivision" not in answer.text
    assert len(caplog.records) == 1


async def test_an_address_that_there_is_not_is_a_problem_too(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/api/v1/filing")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_page")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_method_that_is_not_taken_says_which_are(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.delete("/api/v1/filings")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


async def test_without_its_database_the_house_asks_for_patience(
    haihe: httpx.AsyncClient, desk: Desk
) -> None:
    await desk.database.close()
    answer = await haihe.get("/api/v1/filings")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0

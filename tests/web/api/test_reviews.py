"""The bureau's review over the API."""

import httpx
import pytest

from heyan.rules.writing import plain
from tests.fakes.filings import TIANJIN, new_filing
from tests.web.api.test_filings import HEBEI, submit


async def test_an_officer_sees_the_whole_filing(
    haihe: httpx.AsyncClient, of_hebei: httpx.AsyncClient
) -> None:
    filing = await submit(haihe, province=HEBEI)
    [review] = (await of_hebei.get("/api/v1/reviews")).json()["items"]
    assert review["id"] == filing["id"]
    assert review["provider"] == "haihe-cloud"
    assert review["filing"] == plain(new_filing(reference="ORD-1", province=HEBEI))


@pytest.mark.rule("R28")
async def test_approval_writes_the_register(
    haihe: httpx.AsyncClient, of_hebei: httpx.AsyncClient
) -> None:
    filing = await submit(haihe, province=HEBEI)
    approved = await of_hebei.post(f"/api/v1/reviews/{filing['id']}/approve")
    assert approved.status_code == 200
    assert approved.json()["state"] == "approved"
    subject, site = approved.json()["register_numbers"]
    assert subject == "冀ICP备2018000001号"
    assert site == f"{subject}-1"
    found = await haihe.get(f"/api/v1/register/subjects/{subject}")
    assert found.status_code == 200
    again = await of_hebei.post(f"/api/v1/reviews/{filing['id']}/approve")
    assert (again.status_code, again.json()["code"]) == (409, "moved_on")


@pytest.mark.rule("R29")
async def test_rejection_returns_the_filing_with_its_reason(
    haihe: httpx.AsyncClient, of_hebei: httpx.AsyncClient
) -> None:
    filing = await submit(haihe, province=HEBEI)
    path = f"/api/v1/reviews/{filing['id']}/reject"
    rejected = await of_hebei.post(path, json={"reason": "域名与网站名称不符"})
    assert rejected.status_code == 200
    found = (await haihe.get(f"/api/v1/filings/{filing['id']}")).json()
    assert (found["state"], found["note"]) == ("rejected", "域名与网站名称不符")


@pytest.mark.rule("R29")
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"reason": ""}, 422, "needs_reason"),
        ({"reason": "  "}, 422, "needs_reason"),
        ({}, 422, "needs_reason"),
        ({"reason": 7}, 422, "needs_reason"),
        ({"reason": "x", "why": "y"}, 422, "bad_body"),
        ([], 422, "bad_body"),
    ],
)
async def test_a_rejection_without_a_reason_is_refused(
    haihe: httpx.AsyncClient, of_hebei: httpx.AsyncClient, body: object, status: int, code: str
) -> None:
    filing = await submit(haihe, province=HEBEI)
    answer = await of_hebei.post(f"/api/v1/reviews/{filing['id']}/reject", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_another_provinces_officer_sees_nothing(
    haihe: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    filing = await submit(haihe, province=HEBEI)
    assert (await officer.get("/api/v1/reviews")).json()["items"] == []
    answer = await officer.post(f"/api/v1/reviews/{filing['id']}/approve")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_filing")


async def test_what_is_not_verified_cannot_be_approved(
    haihe: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    filing = await submit(haihe, province=TIANJIN)
    answer = await officer.post(f"/api/v1/reviews/{filing['id']}/approve")
    assert (answer.status_code, answer.json()["code"]) == (409, "moved_on")

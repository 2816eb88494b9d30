"""Filings over the API."""

from typing import Any

import httpx
import pytest

from heyan.rules.writing import plain
from tests.fakes.filings import LI, new_filing

HEBEI = 130000  # no pilot province: its filings go straight to review


def document(reference: str = "ORD-1", **other: Any) -> dict[str, Any]:
    return plain(new_filing(reference=reference, **other))


async def submit(client: httpx.AsyncClient, **other: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/filings", json=document(**other))
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]  # a filing is an object


async def test_a_filing_is_taken_in_and_found_at_its_location(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.post("/api/v1/filings", json=document())
    assert answer.status_code == 201
    filing = answer.json()
    assert answer.headers["location"] == f"/api/v1/filings/{filing['id']}"
    assert filing["state"] == "verifying"
    assert filing["province"] == "120000"
    found = await haihe.get(answer.headers["location"])
    assert found.status_code == 200
    assert found.json() == filing
    assert found.headers["cache-control"] == "no-store"


async def test_numbers_are_masked_and_times_have_their_offset(haihe: httpx.AsyncClient) -> None:
    filing = await submit(haihe)
    assert [challenge["mobile"] for challenge in filing["challenges"]] == [
        "138****2345",
        "170****5678",
    ]
    assert LI.mobile not in str(filing)
    assert filing["submitted_at"] == "2018-09-03T09:00:00+08:00"


async def test_a_filing_of_another_provider_is_not_there(
    haihe: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    filing = await submit(haihe)
    for answer in (
        await other.get(f"/api/v1/filings/{filing['id']}"),
        await other.post(f"/api/v1/filings/{filing['id']}/withdraw"),
        await other.get("/api/v1/filings/12-999999"),
        await other.get("/api/v1/filings/nonsense"),
    ):
        assert answer.status_code == 404
        assert answer.json()["code"] == "no_such_filing"


async def test_every_fault_is_told_and_nothing_is_stored(haihe: httpx.AsyncClient) -> None:
    bad = document() | {"province": "120001", "colour": "red"}
    bad["subject"]["principal"]["mobiles"] = ["12345"]
    answer = await haihe.post("/api/v1/filings", json=bad)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "faulty"
    assert {(error["pointer"], error["code"]) for error in problem["errors"]} == {
        ("/colour", "unknown_field"),
        ("/province", "unknown_province"),
        ("/subject/principal/mobiles/0", "bad_mobile"),
    }
    assert all(error["title"] and error["title_en"] for error in problem["errors"])
    assert "12345" not in answer.text
    assert (await haihe.get("/api/v1/filings")).json()["items"] == []


async def test_the_same_key_and_body_give_the_same_answer(haihe: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "7d9f"}
    first = await haihe.post("/api/v1/filings", json=document(), headers=headers)
    again = await haihe.post("/api/v1/filings", json=document(), headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


async def test_the_same_key_for_another_body_is_refused(haihe: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "7d9f"}
    await haihe.post("/api/v1/filings", json=document(), headers=headers)
    answer = await haihe.post("/api/v1/filings", json=document("ORD-2"), headers=headers)
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_reused"


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9"])
async def test_a_key_that_is_none_is_refused(haihe: httpx.AsyncClient, key: str) -> None:
    headers = httpx.Headers({b"Idempotency-Key": key.encode("latin-1")})
    answer = await haihe.post("/api/v1/filings", json=document(), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_idempotency_key"


async def test_a_reference_is_used_once_while_its_filing_is_open(haihe: httpx.AsyncClient) -> None:
    filing = await submit(haihe)
    answer = await haihe.post("/api/v1/filings", json=document())
    assert answer.status_code == 409
    assert answer.json()["code"] == "reference_in_use"
    await haihe.post(f"/api/v1/filings/{filing['id']}/withdraw")
    assert (await submit(haihe))["id"] != filing["id"]


async def test_a_filing_is_withdrawn_once(haihe: httpx.AsyncClient) -> None:
    filing = await submit(haihe)
    withdrawn = await haihe.post(f"/api/v1/filings/{filing['id']}/withdraw")
    assert withdrawn.status_code == 200
    assert withdrawn.json()["state"] == "withdrawn"
    again = await haihe.post(f"/api/v1/filings/{filing['id']}/withdraw")
    assert again.status_code == 409
    assert again.json()["code"] == "moved_on"


async def test_lists_go_page_by_page_and_by_state_and_reference(haihe: httpx.AsyncClient) -> None:
    ids = [(await submit(haihe, reference=f"ORD-{n}"))["id"] for n in range(3)]
    ids.append((await submit(haihe, reference="ORD-3", province=HEBEI))["id"])
    first = (await haihe.get("/api/v1/filings", params={"limit": 3})).json()
    rest = (await haihe.get("/api/v1/filings", params={"after": first["next"]})).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ids
    assert rest["next"] is None
    reviewing = (await haihe.get("/api/v1/filings", params={"state": "reviewing"})).json()
    assert [item["id"] for item in reviewing["items"]] == ids[3:]
    named = (await haihe.get("/api/v1/filings", params={"reference": "ORD-1"})).json()
    assert [item["id"] for item in named["items"]] == ids[1:2]


@pytest.mark.parametrize("limit", ["0", "many", "9999", "-1", "1.5", ""])
async def test_a_parameter_that_is_wrong_is_named(haihe: httpx.AsyncClient, limit: str) -> None:
    answer = await haihe.get("/api/v1/filings", params={"limit": limit})
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_parameter"
    assert [error["parameter"] for error in answer.json()["errors"]] == ["limit"]


async def test_what_was_asked_for_is_not_repeated(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.get("/api/v1/filings", params={"limit": "13802112345"})
    assert answer.status_code == 400
    assert "13802112345" not in answer.text


async def test_a_state_that_there_is_not_is_refused(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.get("/api/v1/filings", params={"state": "lost"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_filter")


async def test_a_cursor_that_nobody_gave_is_refused(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.get("/api/v1/filings", params={"after": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.rule("R8")
async def test_a_number_is_corrected_and_what_cannot_be_is_told(haihe: httpx.AsyncClient) -> None:
    filing = await submit(haihe)
    address = f"/api/v1/filings/{filing['id']}/challenges"
    corrected = await haihe.patch(f"{address}/1", json={"mobile": "+86 139 1234 5678"})
    assert corrected.status_code == 200, corrected.text
    assert corrected.json()["challenges"][0]["mobile"] == "139****5678"
    for body, path, status, code in (
        ({"mobile": "13912345678"}, "1", 409, "same_number"),
        ({"mobile": "12"}, "1", 422, "bad_mobile"),
        ({"mobile": "13912345679"}, "7", 404, "no_such_challenge"),
        ({"number": "13912345679"}, "1", 422, "bad_body"),
    ):
        refused = await haihe.patch(f"{address}/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (status, code)

"""Request bodies that are no good."""

from collections.abc import AsyncIterator

import httpx
import pytest

from heyan.web.api.bodies import MOST_OF_A_BODY

JSON = {"Content-Type": "application/json"}


async def post(
    client: httpx.AsyncClient, body: bytes, headers: dict[str, str] = JSON
) -> httpx.Response:
    return await client.post("/api/v1/filings", content=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nonsense", b'{"a": NaN}', b'{"a": "\xff"}', b"[" * 100_000, b'{"a": 1}}'],
)
async def test_what_is_no_json_is_told_with_its_place(
    haihe: httpx.AsyncClient, body: bytes
) -> None:
    answer = await post(haihe, body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_json"
    assert [error["code"] for error in answer.json()["errors"]] == ["bad_json"]


@pytest.mark.parametrize("body", [b"null", b"[]", b"7", b'"text"', b"{}"])
async def test_json_that_is_no_filing_is_faulty(haihe: httpx.AsyncClient, body: bytes) -> None:
    answer = await post(haihe, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "faulty")


async def test_a_field_that_comes_twice_is_a_fault(haihe: httpx.AsyncClient) -> None:
    answer = await post(haihe, b'{"kind": "change", "kind": "new_site"}')
    assert "repeated_field" in [error["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/xml", "application/x-www-form-urlencoded",
     "application/json; charset=gbk"],
)  # fmt: skip
async def test_another_type_is_not_taken(haihe: httpx.AsyncClient, content_type: str) -> None:
    answer = await post(haihe, b"{}", {"Content-Type": content_type} if content_type else {})
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_content_type")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'Application/JSON; charset="UTF-8"']
)
async def test_saying_utf_8_is_allowed(haihe: httpx.AsyncClient, content_type: str) -> None:
    assert (await post(haihe, b"{}", {"Content-Type": content_type})).status_code == 422


async def test_a_body_that_says_it_is_too_large_is_not_read(haihe: httpx.AsyncClient) -> None:
    answer = await post(haihe, b"x" * (MOST_OF_A_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_body_that_grows_too_large_is_not_read_on(haihe: httpx.AsyncClient) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        for _ in range(100):
            given += 1
            yield b" " * (MOST_OF_A_BODY // 10)

    answer = await haihe.post("/api/v1/filings", content=endless(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert given <= 12

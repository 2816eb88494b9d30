"""The feed over the API."""

from typing import Any

import httpx
import pytest

from tests.web.api.test_filings import submit


async def read(client: httpx.AsyncClient, **query: str | int) -> dict[str, Any]:
    answer = await client.get("/api/v1/events", params=query)
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]  # a page is an object


@pytest.mark.rule("R27")
async def test_the_feed_tells_what_happened_and_where_to_go_on(haihe: httpx.AsyncClient) -> None:
    empty = await read(haihe)
    assert empty["items"] == []
    filing = await submit(haihe)
    page = await read(haihe, after=str(empty["next"]))
    accepted, *queued = page["items"]
    assert [event["type"] for event in queued] == ["message.queued"] * 2
    assert accepted["type"] == "filing.accepted"
    assert accepted["filing"] == filing["id"]
    assert accepted["at"] == "2018-09-03T09:00:00+08:00"
    assert accepted["data"] == {"edition": "pilot-2017", "challenges": 2}
    assert (await read(haihe, after=str(page["next"])))["items"] == []


@pytest.mark.rule("R27")
async def test_reading_one_by_one_misses_nothing_and_repeats_nothing(
    haihe: httpx.AsyncClient,
) -> None:
    for n in range(4):
        await submit(haihe, reference=f"ORD-{n}", province=(120000, 130000)[n % 2])
    whole = (await read(haihe))["items"]
    seen: list[Any] = []
    cursor = ""
    while True:
        page = await read(haihe, limit=1, after=cursor)
        if not page["items"]:
            break
        seen += page["items"]
        cursor = str(page["next"])
    assert seen == whole
    assert len({str(event) for event in seen}) == len(seen)


async def test_others_hear_nothing_of_it(
    haihe: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    await submit(haihe)
    assert (await read(other))["items"] == []


async def test_a_cursor_that_nobody_gave_is_refused(haihe: httpx.AsyncClient) -> None:
    answer = await haihe.get("/api/v1/events", params={"after": "yesterday"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")

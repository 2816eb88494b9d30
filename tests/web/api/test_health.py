"""Whether the house lives and can work."""

import httpx

from heyan.store.database import Database


async def test_a_house_with_its_database_is_ready(stranger: httpx.AsyncClient) -> None:
    for path in ("live", "ready"):
        answer = await stranger.get(f"/api/v1/health/{path}")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_house_without_its_database_lives_but_is_not_ready(
    stranger: httpx.AsyncClient, database: Database
) -> None:
    await database.close()
    assert (await stranger.get("/api/v1/health/live")).status_code == 200
    answer = await stranger.get("/api/v1/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0

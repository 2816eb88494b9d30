"""What calls are given besides the request."""

import httpx


async def test_nobody_can_send_what_the_house_puts_in(haihe: httpx.AsyncClient) -> None:
    plain = await haihe.get("/api/v1/filings")
    sent = await haihe.get("/api/v1/filings", params={"desk": "x", "mishaps": "x", "phones": "x"})
    assert plain.status_code == sent.status_code == 200
    assert plain.json() == sent.json() == {"items": [], "next": None}

"""A pretend provider tells what the API said, without the key it used."""

import pytest

from heyan.sandbox.provider import Unexpected, program
from tests.sandbox.villages import all_examples, village_at


async def test_an_answer_that_is_no_success_names_status_and_code(database_url: str) -> None:
    async with village_at(database_url, all_examples()) as village:
        stranger = program(f"http://127.0.0.1:{village.port}/api/v1", "hy_none")
        with pytest.raises(Unexpected, match=r"GET /filings gave 401 bad_key") as refused:
            await stranger.ask("GET", "/filings")
        await stranger.client.aclose()
    assert "hy_none" not in str(refused.value)

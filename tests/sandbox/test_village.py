"""A village: everybody is there, and who waits in vain is told so."""

from datetime import timedelta

import pytest

from heyan.sandbox.village import Late, eventually
from tests.sandbox.villages import all_examples, village_at


async def test_everybody_has_moved_in(database_url: str) -> None:
    examples = all_examples()
    async with village_at(database_url, examples) as place:
        assert set(place.providers) == {"海河云", "河西云"}
        assert len(place.officers) == 31
        number = examples.register[0]["number"]
        subject = await place.providers["海河云"].ask("GET", f"/register/subjects/{number}")
        assert subject["number"] == number


async def test_waiting_in_vain_ends() -> None:
    async def nothing() -> None:
        return None

    with pytest.raises(Late, match="in vain for rain"):
        await eventually(nothing, "rain", timedelta(milliseconds=50))

"""Whether the house can do its work now."""

import pytest

from heyan.casework.desk import Desk
from heyan.casework.keeping.health import StoreUnavailable, ask_database
from heyan.store.database import Database, StoreError
from tests.fakes.desks import build_desk


async def test_a_database_that_answers_lets_the_house_work(desk: Desk) -> None:
    await ask_database(desk)


async def test_a_database_that_is_away_does_not(desk: Desk) -> None:
    await desk.database.close()
    with pytest.raises(StoreUnavailable):
        await ask_database(desk)


async def test_a_database_without_our_tables_does_not(empty_url: str, desk: Desk) -> None:
    empty = await Database.open(empty_url, size=2)
    try:
        with pytest.raises(StoreError):
            await ask_database(build_desk(empty, desk.clock))
    finally:
        await empty.close()

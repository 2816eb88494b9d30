"""Captchas that wait for their one try."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from heyan.store import captchas
from heyan.store.captchas import Kept
from heyan.store.database import Database
from heyan.store.queries import read_queries

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
TIANJIN, GANSU = 120000, 620000

pytestmark = pytest.mark.rule("R26")


def kept(name: str, expires_at: datetime = NOW) -> Kept:
    return Kept(
        id=name, purpose="verify", browser=b"browser", answer=b"answer", expires_at=expires_at
    )


async def test_forty_at_once_get_a_captcha_once(database: Database) -> None:
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept("one")])

    async def spend() -> bool:
        async with database.transaction() as tx:
            return await captchas.spend(tx, TIANJIN, {"one"}) != {}

    spent = await asyncio.gather(*(spend() for _ in range(40)))
    assert spent.count(True) == 1


async def test_a_captcha_is_its_provinces_own(database: Database) -> None:
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept("one")])
        assert await captchas.spend(tx, GANSU, {"one"}) == {}
        assert await captchas.spend(tx, TIANJIN, {"one", "none"}) == {"one": kept("one")}


async def test_only_those_that_expired_are_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept("old")])
        left = kept("new", NOW + timedelta(minutes=5))
        await captchas.add(tx, TIANJIN, [left])
        assert await captchas.drop_expired(tx, TIANJIN, NOW + timedelta(seconds=1)) == 1
        assert await captchas.spend(tx, TIANJIN, {"old", "new"}) == {"new": left}


async def test_a_captcha_is_found_by_its_id_though_the_table_was_empty(database: Database) -> None:
    async with database.read() as tx:
        await tx.execute("vacuum analyze captchas")  # of an empty table the planner expects nothing
        for name, id_or_ids in (("spend_captchas", ["one"]), ("find_captcha", "one")):
            query = read_queries("captchas")[name]
            given = {"province": TIANJIN, "ids": id_or_ids, "id": id_or_ids}
            arguments = (given[each] for each in query.parameters)
            rows = await tx.fetch(f"explain {query.sql}", *arguments)
            plan = "\n".join(row[0] for row in rows)
            assert "captchas_pkey" in plan
            assert "AND (id = " in plan.partition("Index Cond: ")[2]

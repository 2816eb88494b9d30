"""Captchas that wait for their one try."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.provinces import NATION
from heyan.store import captchas
from heyan.store.captchas import Brought, Kept
from heyan.store.database import Database, Transaction
from heyan.store.queries import read_queries

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TIANJIN, GANSU = 120000, 620000

pytestmark = pytest.mark.rule("R26")


def kept(name: str, expires_at: datetime = NOW) -> Kept:
    return Kept(
        id=name, purpose="verify", browser=b"browser", answer=b"answer", expires_at=expires_at
    )


def brought(name: str) -> Brought:
    return Brought(id=name, purpose="verify", browser=b"browser", answer=b"answer", otherwise=None)


async def spend(tx: Transaction, province: int, *names: str) -> set[str]:
    """Spend captchas in time and with the right answers; return which were there."""
    forms = [brought(name) for name in names]
    passed, _ = await captchas.spend(tx, province, forms, NOW - SECOND, NOW)
    return set(passed)


async def test_forty_at_once_get_a_captcha_once(database: Database) -> None:
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept("one")])

    async def try_it() -> bool:
        async with database.transaction() as tx:
            return await spend(tx, TIANJIN, "one") != set()

    spent = await asyncio.gather(*(try_it() for _ in range(40)))
    assert spent.count(True) == 1


async def test_a_captcha_is_its_provinces_own(database: Database) -> None:
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept("one")])
        assert await spend(tx, GANSU, "one") == set()
        assert await spend(tx, TIANJIN, "one", "none") == {"one"}


async def test_only_those_that_expired_are_forgotten(database: Database) -> None:
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept("old")])
        left = kept("new", NOW + timedelta(minutes=5))
        await captchas.add(tx, TIANJIN, [left])
        assert await captchas.drop_expired(tx, TIANJIN, NOW + SECOND) == 1
        assert await spend(tx, TIANJIN, "old", "new") == {"new"}


async def test_a_captcha_is_found_by_its_id_though_the_table_was_empty(database: Database) -> None:
    async with database.read() as tx:
        await tx.execute("vacuum analyze captchas")  # of an empty table the planner expects nothing
        for name, id_or_ids in (("spend_captchas", ["one"]), ("find_captcha", "one")):
            query = read_queries("captchas")[name]
            given = {
                "province": TIANJIN,
                "everywhere": NATION.code,
                "ids": id_or_ids,
                "id": id_or_ids,
                "now": NOW,
                "before": NOW,
            }
            arguments = (given.get(each, []) for each in query.parameters)
            rows = await tx.fetch(f"explain {query.sql}", *arguments)
            plan = "\n".join(row[0] for row in rows)
            assert "captchas_pkey" in plan
            assert "AND (id = " in plan.partition("Index Cond: ")[2]

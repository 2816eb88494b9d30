"""Captchas that wait for their one try."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.limits import Reach, Standing
from heyan.rules.provinces import NATION
from heyan.store import captchas
from heyan.store.captchas import Brought, Kept
from heyan.store.database import Database, Transaction
from heyan.store.queries import read_queries

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ONE = (Reach.ADDRESS, b"one")
TIANJIN, GANSU = 120000, 620000

pytestmark = pytest.mark.rule("R26")


def kept(name: str, expires_at: datetime = NOW) -> Kept:
    return Kept(
        id=name, purpose="verify", browser=b"browser", answer=b"answer", expires_at=expires_at
    )


def brought(name: str) -> Brought:
    return Brought(
        id=name, purpose="verify", browser=b"browser", answer=b"answer", if_read=1, otherwise=4
    )


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


async def try_with(database: Database, at: datetime, name: str, *, answer: bytes) -> Standing:
    """Make a try with a captcha, and tell how it stood before."""
    form = replace(brought(name), answer=answer, tries=[ONE])
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept(name, at + SECOND)])
        _, stood = await captchas.spend(tx, TIANJIN, [form], at, at - HOUR)
    return stood[ONE]


async def test_tries_add_up_by_their_weight_until_their_window_is_over(database: Database) -> None:
    assert await try_with(database, NOW, "a", answer=b"answer") == Standing(NOW, 0)
    assert await try_with(database, NOW, "b", answer=b"another") == Standing(NOW, 1)
    later = NOW + HOUR - SECOND
    assert await try_with(database, later, "c", answer=b"answer") == Standing(NOW, 5)
    assert await try_with(database, NOW + HOUR, "d", answer=b"answer") == Standing(NOW + HOUR, 0)
    assert await try_with(database, NOW + HOUR, "e", answer=b"answer") == Standing(NOW + HOUR, 1)


async def test_tries_are_written_in_one_order_whoever_came_first(database: Database) -> None:
    numbers = [b"%02d" % (n * 17 % 40) for n in range(40)]
    forms = [
        replace(brought(str(n)), tries=[(Reach.NUMBER, n), (Reach.ADDRESS, n)]) for n in numbers
    ]
    async with database.transaction() as tx:
        await captchas.add(tx, TIANJIN, [kept(str(n)) for n in numbers])
        await captchas.spend(tx, TIANJIN, forms, NOW - SECOND, NOW)
        written = await tx.fetch("select reach, subject from visits order by ctid")
    assert [tuple(row) for row in written] == sorted(tuple(row) for row in written)
    assert len(written) == 80


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

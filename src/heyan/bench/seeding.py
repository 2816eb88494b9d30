"""Seeding: as many open cases as a bench wants, made by the server itself in minutes.

All rows look to indexes and planner as real ones do. Only those that a round works can be opened;
what is sealed of the others is as long as what is real, and noise.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from itertools import chain

import asyncpg

from heyan.bench.crowd import PROVIDERS, PROVINCES, live_rows, places_of, row_of
from heyan.casework.desk import Desk
from heyan.rules.editions import PILOT_2017
from heyan.rules.ids import CaseId
from heyan.store.database import Transaction, connect
from heyan.store.house import read_fact, replace_fact
from heyan.store.queries import Query, split_queries

QUERIES = split_queries((files("heyan.bench") / "seeding.sql").read_text("utf-8"))

_FACT = "bench"
_BEGUN = "begun"
# What lies otherwise compares with nothing.
_LAYOUT = "in the order of numbers, one in ten guessed at"
_TABLES = ("cases", "submissions", "filings", "challenges", "messages", "trail", "guesses")
_STREAMS = (
    ("cases", "submissions", "messages", "guesses"),
    ("challenges", "filings", "trail"),
)
_BY_HAND = "alter table cases disable trigger cases_opened"  # it would look up each of millions
_BY_ITSELF = "alter table cases enable trigger cases_opened"
_MEMORY = "set maintenance_work_mem = '512MB'"


class OtherSeed(Exception):
    """What was seeded here is not what is asked for, broken off, or too old: noon has passed."""


async def seed(desk: Desk, url: str, open_cases: int, count: int, homes: int) -> None:
    """Have `open_cases` open, of which `count` can be worked; what was kept is used again.

    Those that can be worked are kept in so many provinces: the first `homes`. So many are spread
    over all, and as many stand in a row.
    """
    wanted = [open_cases, count, homes, desk.clock().date().isoformat(), _LAYOUT]
    async with desk.database.transaction() as tx:
        found = await read_fact(tx, _FACT)
    if found is None:
        await _note(desk, _BEGUN)
        ways = (choose(open_cases, count, homes) for choose in (places_of, row_of))
        await _fill(desk, url, open_cases, list(dict.fromkeys(chain.from_iterable(ways))))
        await _note(desk, wanted)
    elif found == _BEGUN:
        raise OtherSeed("Seeding was broken off here: name another folder, or remove this one.")
    elif found != wanted:
        raise OtherSeed(
            f"There are {found} (open, worked in a round, provinces, day, how), not {wanted}: "
            "ask for those, or name another folder."
        )


async def choose_round(url: str, wanted: Sequence[CaseId]) -> list[int]:
    """Have rounds work these cases in this order; return the places of those who know the codes."""
    connection = await connect(url)
    try:
        rows = await QUERIES["list_live"].fetch(connection)
        live = {CaseId(row["province"], row["number"]): row["i"] for row in rows}
        places = [live[each] for each in wanted]
        await QUERIES["create_round"].execute(connection)
        async with connection.transaction():
            await QUERIES["clear_round"].execute(connection)
            await QUERIES["add_round"].execute(connection, places=places)
        await connection.execute("analyze bench_round")
    finally:
        await connection.close()
    return places


async def _note(desk: Desk, what: object) -> None:
    async with desk.database.transaction() as tx:
        await replace_fact(tx, _FACT, what)


async def _fill(desk: Desk, url: str, open_cases: int, live: Sequence[CaseId]) -> None:
    connection = await connect(url)
    try:
        await connection.execute(_MEMORY)
        await _add_live(connection, desk, live)
        dropped = await _drop_keys(connection)
        await connection.execute(_BY_HAND)
        now = desk.clock()
        await QUERIES["seed_providers"].execute(connection, now=now, count=PROVIDERS)
        await asyncio.gather(*(_fill_stream(url, desk, each, open_cases, now) for each in _STREAMS))
        await QUERIES["seed_heads"].execute(connection)
        await QUERIES["keep_heads"].execute(connection)
        await QUERIES["begin_numbers"].fetch(connection, open=open_cases)
        for statement in (*dropped, _BY_ITSELF):
            await connection.execute(statement)
        await connection.execute("vacuum (analyze)")
    finally:
        await connection.close()


async def _add_live(connection: Transaction, desk: Desk, cases: Sequence[CaseId]) -> None:
    await QUERIES["create_live"].execute(connection)
    rows = list(live_rows(desk, cases))
    await QUERIES["add_live"].execute(
        connection,
        ns=[row.place for row in rows],
        provinces=[row.case.province for row in rows],
        numbers=[row.case.number for row in rows],
        mobiles=[row.mobile for row in rows],
        data_keys=[row.key.wrapped for row in rows],
        boxes=[row.sealed for row in rows],
    )
    await connection.execute("analyze bench_live")


async def _fill_stream(
    url: str, desk: Desk, tables: Sequence[str], open_cases: int, now: datetime
) -> None:
    everything = {
        "provinces": PROVINCES,
        "open": open_cases,
        "step": len(PROVINCES),
        "providers": PROVIDERS,
        "now": now,
        "edition": PILOT_2017.name,
        "code_key": desk.keys.codes.current,
    }
    connection = await connect(url)
    try:
        for table in tables:
            await _run(QUERIES[f"seed_{table}"], connection, everything)
    finally:
        await connection.close()


async def _run(query: Query, tx: Transaction, everything: dict[str, object]) -> None:
    await query.execute(tx, **{name: everything[name] for name in query.parameters})


async def _drop_keys(connection: Transaction) -> list[str]:
    """Take keys and indexes away while the tables are filled; return how to make them again."""
    constraints = await QUERIES["list_constraints"].fetch(connection, tables=_TABLES)
    indexes = await QUERIES["list_indexes"].fetch(connection, tables=_TABLES)
    for row in constraints:
        await connection.execute(f"alter table {row['owner']} drop constraint {row['name']}")
    for row in indexes:
        await connection.execute(f"drop index {row['name']}")
    return [row["definition"] for row in indexes] + [_added(row) for row in reversed(constraints)]


def _added(row: asyncpg.Record) -> str:
    return f"alter table {row['owner']} add constraint {row['name']} {row['definition']}"

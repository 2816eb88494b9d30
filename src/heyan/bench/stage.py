"""A stage: a desk on seeded ground, set again before each round."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from heyan import assembly
from heyan.bench import limits
from heyan.bench.crowd import PROVINCES, Person, cases_in, due_at, person, places_of
from heyan.bench.ground import Place, open_ground
from heyan.bench.seeding import QUERIES, choose_round, seed
from heyan.casework.desk import Desk
from heyan.rules.ids import CaseId
from heyan.settings import Settings
from heyan.store.database import connect

ANSWERABLE = (timedelta(hours=1), timedelta(hours=1))
# Of those that are due, one half has to expire and the other is sent once more.
DUE = (timedelta(hours=49), timedelta(hours=40))
_FORGOTTEN = (
    "resends", "messages", "challenges", "filings", "submissions", "cases", "guesses", "visits",
    "captchas", "trail", "heads",
)  # fmt: skip
_TRAIL_UNLOCKED = "alter table trail disable trigger trail_kept"
_TRAIL_LOCKED = "alter table trail enable trigger trail_kept"
# Indexes too, which of a large table are left as they are for a round's few dead rows; then pages
# fill with them and are cleared one by one, in the midst of rounds, and only where it is large.
_CLEAN = (
    "vacuum (index_cleanup on) "
    "cases, submissions, challenges, filings, messages, guesses, visits, trail"
)
# A plain scan of an index is the only one that clears away what it finds dead.
_BY_INDEX = "; ".join(
    f"set enable_{way} = off" for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin")
)


@dataclass(frozen=True)
class Scale:
    """How large a measurement is."""

    sizes: tuple[int, ...]  # open cases, the smallest first
    count: int  # things done in a round
    rounds: int
    provinces: int = len(PROVINCES)  # in how many of them the crowd lives
    # Which of all the open cases a round works, and in which order.
    choose: Callable[[int, int, int], Sequence[CaseId]] = places_of


class Miscounted(Exception):
    """What is in the database after a round is not what the round did."""


@dataclass(frozen=True)
class Stage:
    """What a bench stands on."""

    desk: Desk
    settings: Settings
    open_cases: int
    crowd: tuple[Person, ...]

    @property
    def url(self) -> str:
        return str(self.settings.database_url)

    async def set(self, accepted: tuple[timedelta, timedelta] = ANSWERABLE) -> None:
        """Let the crowd's cases stand as before a round; `accepted`: how long ago, by halves.

        A checkpoint comes first: what is logged whole after it, setting the cases touches. In
        service that is one touch of a page in many; a round after a checkpoint would have no other.
        The walk comes last: the house was at these cases within the hour, when their messages
        left, so that their pages are at hand, and rid of what was dead.
        """
        now = self.desk.clock()
        connection = await connect(self.url)
        try:
            with suppress(asyncpg.InsufficientPrivilegeError):  # on a server that is not ours
                await connection.execute("checkpoint")
            await connection.execute(_BY_INDEX)
            async with connection.transaction():
                await connection.execute(_TRAIL_UNLOCKED)
                for name in _FORGOTTEN:
                    query = QUERIES[f"forget_{name}"]
                    known = {"open": self.open_cases, "provinces": PROVINCES}
                    await query.execute(
                        connection, **{each: known[each] for each in query.parameters}
                    )
                await QUERIES["send_again"].execute(connection)
                await QUERIES["tell_again"].execute(connection)
                await connection.execute(_TRAIL_LOCKED)
                await _reopen(connection, now, accepted, worked=True)
                await _reopen(connection, now, ANSWERABLE, worked=False)
            await connection.execute(_CLEAN)
            await QUERIES["walk"].fetch(connection)
            await QUERIES["walk_due"].fetch(connection, provinces=PROVINCES, now=now)
        finally:
            await connection.close()

    async def count_states(self) -> dict[str, int]:
        """Tell how the crowd's cases stand."""
        async with self.desk.database.read() as tx:
            rows = await QUERIES["count_states"].fetch(tx)
        return {row["state"]: row["count"] for row in rows}

    async def count_new(self) -> dict[str, int]:
        """Tell what a round of intake brought."""
        async with self.desk.database.read() as tx:
            row = await QUERIES["count_new"].fetchrow(tx, open=self.open_cases)
        return dict(row or {})


@asynccontextmanager
async def open_stages(place: Place, scale: Scale) -> AsyncIterator[list[Stage]]:
    """Seed a database of the bench's own for each size and open a desk on it.

    All have rounds of the same length: what comes now and then, a checkpoint or a collection of
    garbage, comes less often in shorter ones.
    """
    sizes = sorted(set(scale.sizes))
    shortest = min(scale.count, cases_in(sizes[0], scale.provinces))
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(_open_stage(place, size, scale, shortest))
            for size in sizes
        ]


@asynccontextmanager
async def _open_stage(place: Place, size: int, scale: Scale, count: int) -> AsyncIterator[Stage]:
    async with (
        open_ground(place, str(size)) as settings,
        assembly.open_desk(settings) as desk,
    ):
        await seed(desk, str(settings.database_url), size, scale.count, scale.provinces)
        cases = scale.choose(size, scale.count, scale.provinces)[:count]
        places = await choose_round(str(settings.database_url), cases)
        await limits.define(str(settings.database_url))
        crowd = (person(desk, i, case) for i, case in zip(places, cases, strict=True))
        yield Stage(desk, settings, size, tuple(crowd))


async def _reopen(
    connection: "asyncpg.Connection[asyncpg.Record]",
    now: datetime,
    accepted: tuple[timedelta, timedelta],
    *,
    worked: bool,
) -> None:
    noon_passed = accepted == DUE
    even, odd = (now - ago for ago in accepted)
    of = {"even": even, "odd": odd, "worked": worked}
    await QUERIES["reopen_challenges"].execute(connection, **of, noon_passed=noon_passed)
    await QUERIES["reopen_cases"].execute(
        connection,
        **of,
        even_due=due_at(even, noon_passed=noon_passed),
        odd_due=due_at(odd, noon_passed=False),
    )

"""Settings in, a desk out. The only place with a clock and dice.

A command that needs only a desk does not wait here for the rooms, nor for the web framework.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from heyan.casework.desk import Desk
from heyan.casework.keeping.keyholding import admit_ring, has_ring
from heyan.casework.sandbox_clock import TurnableClock, follow_clock
from heyan.casework.steady_clock import SteadyClock
from heyan.keys.kept import KeptRing
from heyan.keys.ring import BadRing, KeyRing, Ring
from heyan.keys.ring_file import make_ring
from heyan.keys.sealing import Cipher, Sealer
from heyan.rules.limits import Limits
from heyan.rules.wording import Wording
from heyan.settings import Settings
from heyan.store.chain import Linker
from heyan.store.chimes import chime_once
from heyan.store.database import Database
from heyan.store.embedded import EmbeddedServer
from heyan.store.migrate import migrate

logger = logging.getLogger(__name__)

_SANDBOX = "sandbox"


def read_clock() -> datetime:
    return datetime.now(UTC)


def read_uptime() -> float:
    """Return the seconds that have passed since some moment, those asleep included."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def draw_bytes(count: int) -> bytes:
    return secrets.token_bytes(count)


def draw_browser() -> str:
    return secrets.token_urlsafe(24)


def draw_incident() -> str:
    return secrets.token_hex(4)


@asynccontextmanager
async def open_desk(
    settings: Settings, *, throwaway: bool = False, speed: float = 1.0
) -> AsyncIterator[Desk]:
    """Open a desk on the database of the settings, brought up to date; it rings when it closes."""
    async with open_quiet_desk(settings, throwaway=throwaway, speed=speed) as (quiet, _):
        rung = asyncio.Event()
        yield replace(quiet, ring_for_messages=rung.set)
        if rung.is_set():
            await chime_once(quiet.database)


@asynccontextmanager
async def open_quiet_desk(
    settings: Settings, *, throwaway: bool, speed: float
) -> AsyncIterator[tuple[Desk, str]]:
    """Open a desk that wakes nobody on the database of the settings, and say where that is."""
    async with AsyncExitStack() as stack:
        url = settings.database_url
        if url is None:
            embedded = EmbeddedServer(settings.home, throwaway=throwaway)
            url = await stack.enter_async_context(embedded)
            logger.info("Using the embedded PostgreSQL under %s", settings.home)
        for name in await migrate(url, read_clock()):
            logger.info("Migrated the database by %s", name)
        database = await Database.open(url, settings.pool_size)
        stack.push_async_callback(database.close)
        desk = _build_desk(settings, database, await _open_ring(settings, database), speed)
        if settings.porting_url is not None:
            from heyan.portability import HttpLookUp  # noqa: PLC0415 - few ask, and all would wait

            service = HttpLookUp(settings.porting_url, settings.porting_key)
            desk = replace(desk, look_up=await stack.enter_async_context(service))
        await follow_clock(desk)
        yield desk, url


def _build_desk(settings: Settings, database: Database, ring: Ring, speed: float) -> Desk:
    sandbox = settings.mode == _SANDBOX
    steady = SteadyClock(read_clock, read_uptime)
    return Desk(
        database=database.chained_by(Linker(ring.trail_key())),
        sealer=Sealer(ring, Cipher(settings.cipher), draw_bytes),
        clock=TurnableClock(steady, speed) if sandbox else steady,
        hands=steady,
        draw=draw_bytes,
        wording=Wording(settings.portal_domain),
        signed_by_carrier=_signed_by_carrier(settings),
        edition=settings.edition,
        sandbox=sandbox,
        keep=None if settings.keep_days is None else timedelta(days=settings.keep_days),
        limits=Limits(
            address=settings.address_tries,
            network=settings.network_tries,
            number=settings.number_tries,
            province=settings.province_tries,
        ),
    )


def _signed_by_carrier(settings: Settings) -> frozenset[str]:
    """Say over which accounts messages go out without a signature of ours."""
    signs = {"carrier", "house"} if settings.signature == "carrier" else {"carrier"}
    return frozenset(told.name for told in settings.carriers if told.signature in signs)


async def _open_ring(settings: Settings, database: Database) -> KeptRing:
    """Read the key ring, or make one for a database that has never had any."""
    path = settings.keys
    if not path.exists():
        if await has_ring(database):
            raise BadRing(f"The database was sealed with a key ring, but there is none at {path}.")
        make_ring(path, KeyRing.drawn(draw_bytes), f".{path.name}.{secrets.token_hex(8)}")
        logger.info("Made a key ring at %s; without it nothing sealed can be read", path)
    kept = KeptRing(path)
    await admit_ring(database, kept)
    return kept

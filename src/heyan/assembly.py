"""Settings in, running house out. The only place with a clock, dice, and constructors."""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from litestar.types import ASGIApp

from heyan import clockwork
from heyan.carriers import gateway, lookout
from heyan.carriers.account import Account
from heyan.carriers.status import LinkStatus
from heyan.casework.desk import Desk
from heyan.casework.keeping.keyholding import admit_ring, has_ring
from heyan.casework.sandbox_clock import TurnableClock, follow_clock
from heyan.casework.steady_clock import SteadyClock
from heyan.due import Bell
from heyan.fittings import build_account, link_meter, stock_meter
from heyan.keys.kept import KeptRing
from heyan.keys.ring import BadRing, KeyRing, Ring
from heyan.keys.ring_file import make_ring
from heyan.keys.sealing import Cipher, Sealer
from heyan.portability import HttpLookUp
from heyan.rules.limits import Limits
from heyan.rules.phone import Carrier
from heyan.rules.wording import Wording
from heyan.settings import Settings
from heyan.store.chain import Linker
from heyan.store.chimes import Chimes, chime_once
from heyan.store.database import Database
from heyan.store.embedded import EmbeddedServer
from heyan.store.migrate import migrate
from heyan.web import server
from heyan.web.api.routes import ApiOptions
from heyan.web.api.sandbox import Phones
from heyan.web.app import WebOptions, build_app, ended_here
from heyan.web.metrics import Metrics, Sources
from heyan.web.portal.captcha import BandCaptcha, Captcha
from heyan.web.portal.routes import PortalOptions

logger = logging.getLogger(__name__)

_SANDBOX = "sandbox"


class Role(StrEnum):
    """A room that `heyan serve` runs."""

    WEB = "web"
    CLOCKWORK = "clockwork"
    CARRIERS = "carriers"


def read_clock() -> datetime:
    return datetime.now(UTC)


def read_uptime() -> float:
    """Return the seconds that have passed since some moment, those asleep included."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def draw_bytes(count: int) -> bytes:
    return secrets.token_bytes(count)


@dataclass(frozen=True)
class House:
    """A desk, what wakes its rooms, and what the settings say of its neighbours."""

    settings: Settings
    desk: Desk
    bell: Bell
    chimes: Chimes
    accounts: Sequence[Account]
    phones: Phones | None = None  # the sandbox's pretend phones
    captcha: Callable[[Desk], Captcha] = BandCaptcha

    async def run(
        self,
        roles: Collection[Role],
        stop: asyncio.Event,
        door: socket.socket | None = None,
        hatch: socket.socket | None = None,
    ) -> None:
        """Run rooms until told to stop; at `door` the web room listens, at `hatch` who watches."""
        carriers = gateway.at_desk(self.desk, self.bell, self.accounts)
        links = carriers.status if Role.CARRIERS in roles else list
        captcha = self.captcha(self.desk) if Role.WEB in roles and door is not None else None
        async with asyncio.TaskGroup() as rooms:
            rooms.create_task(self.chimes.run(stop))
            if captcha is not None and door is not None:
                rooms.create_task(self._serve(door, captcha, stop))
            if hatch is not None:
                watched = self.build_metrics(links, captcha)
                rooms.create_task(server.serve(watched, hatch, stop))
            if Role.CLOCKWORK in roles:
                rooms.create_task(clockwork.run(self.desk, self.bell, stop))
            if Role.CARRIERS in roles:
                self._warn_of_carriers()
                rooms.create_task(carriers.run(stop))
                process = f"{socket.gethostname()}/{os.getpid()}"
                rooms.create_task(lookout.run(self.desk, carriers, process, stop))

    async def _serve(self, door: socket.socket, captcha: Captcha, stop: asyncio.Event) -> None:
        proxies = self.settings.proxies
        if not proxies and not self.desk.sandbox:
            logger.warning(
                "No proxies are named: if one stands in front of us, all visitors together "
                "have the tries of one address; set proxies"
            )
        app = self.build_web(door, captcha)
        async with _meanwhile(_draw_ahead(captcha)):
            await server.serve(app, door, stop, proxies)

    def _warn_of_carriers(self) -> None:
        """Say what messages cannot go out, or come from a number that people are told to doubt."""
        served = {account.carrier for account in self.accounts}
        missing = [carrier.value for carrier in Carrier if carrier not in served]
        if missing:
            logger.warning("No account for %s: their messages wait", ", ".join(missing))
        senders = self.desk.edition_now().senders
        for account in self.accounts:
            told = senders[account.carrier]
            if told is not None and not account.source_number.startswith(told):
                logger.warning(
                    "Account %s sends from another number than the portal names, %s (R14)",
                    account.name,
                    told,
                )

    def build_web(self, door: socket.socket, captcha: Captcha) -> ASGIApp:
        """Build the web room for a door."""
        sandbox = self.desk.sandbox
        portal = PortalOptions(
            csrf_keys=self.desk.keys.web.in_turn,
            draw_browser=_draw_browser,
            draw_incident=_draw_incident,
            scheme="http" if sandbox else "https",
            port=door.getsockname()[1] if sandbox else None,
            captcha=lambda _: captcha,
            forms=self.settings.address_forms,
        )
        return build_app(self.desk, WebOptions(portal, ApiOptions(_draw_incident, self.phones)))

    def build_metrics(
        self, links: Callable[[], Sequence[LinkStatus]], captcha: Captcha | None
    ) -> ASGIApp:
        """Build what those who watch may ask of this process."""
        sources = Sources(
            links=lambda: [link_meter(status) for status in links()],
            stock=lambda: None if captcha is None else stock_meter(captcha),
        )
        return ended_here(Metrics(self.desk, sources), _draw_incident)


@asynccontextmanager
async def open_house(
    settings: Settings, *, throwaway: bool = False, speed: float = 1.0
) -> AsyncIterator[House]:
    """Open a house on the database of the settings, brought up to date."""
    async with _open(settings, throwaway=throwaway, speed=speed) as (quiet, url):
        bell = Bell()
        chimes = Chimes(url, bell.ring)

        def ring() -> None:
            bell.ring()
            chimes.ring()

        desk = replace(quiet, ring_for_messages=ring)
        yield House(settings, desk, bell, chimes, tuple(map(build_account, settings.carriers)))


@asynccontextmanager
async def open_desk(
    settings: Settings, *, throwaway: bool = False, speed: float = 1.0
) -> AsyncIterator[Desk]:
    """Open a desk on the database of the settings, brought up to date; it rings when it closes."""
    async with _open(settings, throwaway=throwaway, speed=speed) as (quiet, _):
        rung = asyncio.Event()
        yield replace(quiet, ring_for_messages=rung.set)
        if rung.is_set():
            await chime_once(quiet.database)


@asynccontextmanager
async def _open(
    settings: Settings, *, throwaway: bool, speed: float
) -> AsyncIterator[tuple[Desk, str]]:
    """Open the database and a desk on it; say where the database is."""
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


async def _draw_ahead(captcha: Captcha) -> None:
    if isinstance(captcha, BandCaptcha):
        await captcha.draw_ahead()


@asynccontextmanager
async def _meanwhile(deed: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Do something beside what is inside, and let it go with it."""
    beside = asyncio.create_task(deed)
    try:
        yield
    finally:
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside


def _draw_browser() -> str:
    return secrets.token_urlsafe(24)


def _draw_incident() -> str:
    return secrets.token_hex(4)

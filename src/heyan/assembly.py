"""Settings in, running house out. The only place with a clock, dice, and constructors."""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from litestar.types import ASGIApp

from heyan import clockwork
from heyan.carriers import gateway, lookout
from heyan.carriers.account import Account, Timeouts
from heyan.carriers.status import LinkStatus
from heyan.casework.desk import Desk
from heyan.casework.keyholding import admit_ring, has_ring
from heyan.casework.sandbox_clock import TurnableClock, follow_clock
from heyan.casework.steady_clock import SteadyClock
from heyan.due import Bell
from heyan.keys.kept import KeptRing
from heyan.keys.ring import BadRing, KeyRing, Ring
from heyan.keys.ring_file import make_ring
from heyan.keys.sealing import Cipher, Sealer
from heyan.portability import HttpLookUp
from heyan.rules.limits import Limits
from heyan.rules.phone import Carrier
from heyan.rules.wording import Wording
from heyan.settings import CarrierAccount, Settings
from heyan.store.chain import Linker
from heyan.store.chimes import Chimes, chime_once
from heyan.store.database import Database
from heyan.store.embedded import EmbeddedServer
from heyan.store.migrate import migrate
from heyan.web import server
from heyan.web.api.routes import ApiOptions
from heyan.web.api.sandbox import Phones
from heyan.web.app import WebOptions, build_app
from heyan.web.metrics import LinkMeter, Sources, StockMeter
from heyan.web.portal.captcha import BandCaptcha, Captcha
from heyan.web.portal.routes import PortalOptions

logger = logging.getLogger(__name__)

_SANDBOX = "sandbox"
_UP = frozenset({"open", "listening"})  # states of a link and of a listener that do their work


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
        self, roles: Collection[Role], stop: asyncio.Event, door: socket.socket | None = None
    ) -> None:
        """Run rooms until told to stop; `door` is where the web room listens."""
        carriers = gateway.at_desk(self.desk, self.bell, self.accounts)
        links = carriers.status if Role.CARRIERS in roles else list
        async with asyncio.TaskGroup() as rooms:
            rooms.create_task(self.chimes.run(stop))
            if Role.WEB in roles and door is not None:
                rooms.create_task(self._serve(self.build_web(door, links), door, stop))
            if Role.CLOCKWORK in roles:
                rooms.create_task(clockwork.run(self.desk, self.bell, stop))
            if Role.CARRIERS in roles:
                self._warn_of_carriers()
                rooms.create_task(carriers.run(stop))
                process = f"{socket.gethostname()}/{os.getpid()}"
                rooms.create_task(lookout.run(self.desk, carriers, process, stop))

    async def _serve(self, app: ASGIApp, door: socket.socket, stop: asyncio.Event) -> None:
        proxies = self.settings.proxies
        if not proxies and not self.desk.sandbox:
            logger.warning(
                "No proxies are named: if one stands in front of us, all visitors together "
                "have the tries of one address; set proxies"
            )
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

    def build_web(
        self, door: socket.socket, links: Callable[[], Sequence[LinkStatus]] = list
    ) -> ASGIApp:
        """Build the web room for a door; `links` tells how this process's links are."""
        sandbox = self.desk.sandbox
        captcha = self.captcha(self.desk)
        portal = PortalOptions(
            csrf_keys=self.desk.keys.web.in_turn,
            draw_browser=_draw_browser,
            draw_incident=_draw_incident,
            scheme="http" if sandbox else "https",
            port=door.getsockname()[1] if sandbox else None,
            captcha=lambda _: captcha,
        )
        sources = Sources(
            links=lambda: [_link_meter(status) for status in links()],
            stock=lambda: _stock_meter(captcha),
        )
        api = ApiOptions(_draw_incident, self.phones)
        return build_app(self.desk, WebOptions(portal, api, sources))


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


def build_account(told: CarrierAccount) -> Account:
    """Build an account of the carriers room from its settings."""
    return Account(
        name=told.name,
        carrier=told.carrier,
        protocol=told.protocol,
        host=told.host,
        port=told.port,
        account=told.account,
        password=told.password,
        source_number=told.source_number,
        service_id=told.service_id,
        node=told.node,
        listen=(told.listen.host, told.listen.port) if told.listen else None,
        listen_account=told.listen_account,
        listen_password=told.listen_password,
        weight=told.weight,
        window=told.window,
        rate=told.rate,
        connections=told.connections,
        timeouts=Timeouts(
            connect=told.connect_timeout.total_seconds(),
            response=told.response_timeout.total_seconds(),
            idle=told.heartbeat.total_seconds(),
        ),
        quirks=told.quirks,
    )


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


def _link_meter(status: LinkStatus) -> LinkMeter:
    return LinkMeter(
        link=status.name,
        carrier=status.carrier,
        up=status.state in _UP,
        sent=status.sent,
        accepted=status.accepted,
        refused=status.refused,
        unknown=status.unknown,
        reports=status.reports,
        latency=status.latency,
    )


def _stock_meter(captcha: Captcha) -> StockMeter | None:
    if not isinstance(captcha, BandCaptcha):
        return None
    return StockMeter(len(captcha.stock), captcha.stock.age.total_seconds())


def _draw_browser() -> str:
    return secrets.token_urlsafe(24)


def _draw_incident() -> str:
    return secrets.token_hex(4)

"""The house: a desk, the rooms that run at it, and what wakes them."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from litestar.types import ASGIApp

from heyan import clockwork
from heyan.assembly import draw_browser, draw_incident, open_quiet_desk
from heyan.carriers import gateway, lookout
from heyan.carriers.account import Account
from heyan.carriers.status import LinkStatus
from heyan.casework.desk import Desk
from heyan.due import Bell
from heyan.fittings import build_account, link_meter, stock_meter
from heyan.rules.phone import Carrier
from heyan.settings import Settings
from heyan.store.chimes import Chimes
from heyan.web import server
from heyan.web.api.routes import ApiOptions
from heyan.web.api.sandbox import Phones
from heyan.web.app import WebOptions, build_app, ended_here
from heyan.web.metrics import Metrics, Sources
from heyan.web.portal.captcha import BandCaptcha, Captcha
from heyan.web.portal.routes import PortalOptions

logger = logging.getLogger(__name__)


class Role(StrEnum):
    """A room that `heyan serve` runs."""

    WEB = "web"
    CLOCKWORK = "clockwork"
    CARRIERS = "carriers"


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
            draw_browser=draw_browser,
            draw_incident=draw_incident,
            scheme="http" if sandbox else "https",
            port=door.getsockname()[1] if sandbox else None,
            captcha=lambda _: captcha,
            forms=self.settings.address_forms,
        )
        return build_app(self.desk, WebOptions(portal, ApiOptions(draw_incident, self.phones)))

    def build_metrics(
        self, links: Callable[[], Sequence[LinkStatus]], captcha: Captcha | None
    ) -> ASGIApp:
        """Build what those who watch may ask of this process."""
        sources = Sources(
            links=lambda: [link_meter(status) for status in links()],
            stock=lambda: None if captcha is None else stock_meter(captcha),
        )
        return ended_here(Metrics(self.desk, sources), draw_incident)


@asynccontextmanager
async def open_house(
    settings: Settings, *, throwaway: bool = False, speed: float = 1.0
) -> AsyncIterator[House]:
    """Open a house on the database of the settings, brought up to date."""
    async with open_quiet_desk(settings, throwaway=throwaway, speed=speed) as (quiet, url):
        bell = Bell()
        chimes = Chimes(url, bell.ring)

        def ring() -> None:
            bell.ring()
            chimes.ring()

        desk = replace(quiet, ring_for_messages=ring)
        accounts = tuple(map(build_account, settings.carriers))
        captcha = partial(BandCaptcha, level=settings.captcha_level)
        yield House(settings, desk, bell, chimes, accounts, captcha=captcha)


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

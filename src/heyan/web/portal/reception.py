"""Where a visitor of the portal arrives: which province, browser and language, and the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie, State

from heyan.casework.desk import Desk
from heyan.rules.provinces import Province
from heyan.rules.rulebook import Edition
from heyan.web.hosts import Address, Scheme, portal_of, portals_of
from heyan.web.pages import Language, Pages, choose_language, language_cookie, open_pages
from heyan.web.portal.assets import Asset, load_assets
from heyan.web.portal.captcha import BandCaptcha, Captcha
from heyan.web.portal.floor import FLOOR
from heyan.web.sessions import Browser, Browsers

TEMPLATES = Path(__file__).parent / "templates"

AnyRequest = Request[Any, Any, State]
Page = Response[str]


@dataclass(frozen=True, kw_only=True)
class PortalOptions:
    """What a deployment settles about the portal, and the dice."""

    csrf_keys: Callable[[], Sequence[bytes]] = field(repr=False)
    draw_browser: Callable[[], str] = field(repr=False)  # at least 128 bits, URL-safe
    draw_incident: Callable[[], str] = field(repr=False)
    scheme: Scheme = "https"  # what people type, whatever a proxy in front of us speaks to us
    port: int | None = None  # where it is not the scheme's own
    captcha: Callable[[Desk], Captcha] = BandCaptcha
    floor: timedelta = FLOOR  # no answer leaves sooner


class UnknownHost(Exception):
    """The Host header names no portal."""


@dataclass(frozen=True)
class Visit:
    """One request of one browser at the portal of one province."""

    province: Province
    edition: Edition
    origin: str
    browser: Browser
    language: Language
    chosen: bool  # the language was asked for just now


@dataclass(frozen=True)
class Reception:
    """Receives visitors and hands them pages."""

    edition_now: Callable[[], Edition]
    address: Address
    browsers: Browsers
    pages: Pages
    assets: Mapping[str, Asset]
    _ready: dict[object, str] = field(default_factory=dict, repr=False)

    def receive(self, request: AnyRequest) -> Visit:
        """Tell who comes to which portal (R16)."""
        edition = self.edition_now()
        portal = portal_of(request.headers.get("host", ""), edition, self.address.domain)
        if portal is None:
            raise UnknownHost
        return Visit(
            province=portal.province,
            edition=edition,
            origin=self.address.origin(portal.host),
            browser=self.browsers.recognise(request.cookies),
            language=choose_language(request.query_params, request.cookies),
            chosen="lang" in request.query_params,
        )

    def page(
        self,
        visit: Visit,
        template: str,
        context: Mapping[str, object] = MappingProxyType({}),
        *,
        status: int = 200,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Page:
        """Render a page of a province."""
        owner = str(self.pages.words(visit.language).owner(visit.province))
        surroundings = {
            "owner": owner,
            "origin": visit.origin,
            "edition": visit.edition,
            "token": visit.browser.token,
        }
        return self._page(
            template,
            visit.language,
            {"here": "", **surroundings, **context},
            status=status,
            headers=headers,
            cookies=self.cookies(visit),
        )

    def common_page(self, visit: Visit, template: str, here: str) -> Page:
        """Give a page of a province that is the same for everybody; it is rendered once.

        There are as many as templates, languages, portals and editions, and no more.
        """
        which = template, visit.language, visit.origin, visit.edition.name, here
        if which not in self._ready:
            self._ready[which] = self.page(visit, template, {"here": here}).content
        return Response(self._ready[which], media_type=MediaType.HTML, cookies=self.cookies(visit))

    def cookies(self, visit: Visit) -> list[Cookie]:
        """Make the cookies that the browser has not got yet."""
        cookies = []
        if visit.browser.fresh:
            cookies.append(self.browsers.cookie_for(visit.browser))
        if visit.chosen:
            cookies.append(language_cookie(visit.language, secure=self.browsers.secure))
        return cookies

    def provinces_page(self, request: AnyRequest, *, status: int) -> Page:
        """Render the list of all portals, for a host that is none of them (R16)."""
        language = choose_language(request.query_params, request.cookies)
        chosen = "lang" in request.query_params
        portals = portals_of(self.edition_now(), self.address.domain)
        return self._page(
            "provinces.html",
            language,
            {
                "owner": self.pages.words(language).owner_of_all,
                "provinces": [
                    (portal.province, self.address.origin(portal.host)) for portal in portals
                ],
            },
            status=status,
            cookies=[language_cookie(language, secure=self.browsers.secure)] if chosen else [],
        )

    def _page(
        self,
        template: str,
        language: Language,
        context: Mapping[str, object],
        *,
        status: int,
        cookies: list[Cookie],
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Page:
        assets = {name: asset.address for name, asset in self.assets.items()}
        return Response(
            self.pages.render(template, language, {"assets": assets, **context}),
            media_type=MediaType.HTML,
            status_code=status,
            headers=dict(headers),
            cookies=cookies,
        )


def open_reception(desk: Desk, options: PortalOptions) -> Reception:
    return Reception(
        edition_now=desk.edition_now,
        address=Address(desk.portal_domain, options.scheme, options.port),
        browsers=Browsers(options.csrf_keys, options.draw_browser, options.scheme == "https"),
        pages=open_pages(TEMPLATES),
        assets=load_assets(),
    )

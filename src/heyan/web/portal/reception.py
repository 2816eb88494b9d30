"""Where a visitor of the portal arrives: which province, browser and language, and the answer."""

from collections.abc import Callable, Hashable, Mapping, Sequence
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
from heyan.web.portal.arrival import Arrival, arrival_of
from heyan.web.portal.assets import Asset, load_assets
from heyan.web.portal.captcha import BandCaptcha, Captcha
from heyan.web.portal.floor import FLOOR
from heyan.web.portal.stencil import Stencil, cut, hole
from heyan.web.sessions import Browser, Browsers

TEMPLATES = Path(__file__).parent / "templates"

AnyRequest = Request[Any, Any, State]
Page = Response[str]
Context = Callable[[Mapping[str, str]], Mapping[str, object]]


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
    forms: int = 1200  # that one address may open in ten minutes


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
    _stencils: dict[Hashable, Stencil] = field(default_factory=dict, repr=False)

    def receive(self, arrival: Arrival) -> Visit:
        """Tell who comes to which portal (R16)."""
        edition = self.edition_now()
        portal = portal_of(arrival.host, edition, self.address.domain)
        if portal is None:
            raise UnknownHost
        return Visit(
            province=portal.province,
            edition=edition,
            origin=self.address.origin(portal.host),
            browser=self.browsers.recognise(arrival.cookies),
            language=choose_language(arrival.query, arrival.cookies),
            chosen="lang" in arrival.query,
        )

    def at_framework(self, request: AnyRequest) -> Visit:
        """Serve the framework as what its routes depend on."""
        return self.receive(arrival_of(request.scope))

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
        return Response(
            self._draw(visit, template, {"token": visit.browser.token, **context}),
            media_type=MediaType.HTML,
            status_code=status,
            headers=headers,
            cookies=self.cookies(visit),
        )

    def filled_page(
        self,
        visit: Visit,
        template: str,
        context: Context,
        values: Mapping[str, str] = MappingProxyType({}),
        look: Hashable = (),
    ) -> Page:
        """Give a page that is the same for everybody but for some values; it is rendered once.

        The context is asked for with holes in the place of the values. What else it decides has to
        be in `look`; there are as many stencils as templates, looks, languages, portals and
        editions, so a look is never what somebody has typed.
        """
        which = template, visit.language, visit.origin, visit.edition.name, look
        stencil = self._stencils.get(which)
        if stencil is None:
            holes = {name: hole(name) for name in values}
            drawn = self._draw(visit, template, {"token": hole("token"), **context(holes)})
            stencil = self._stencils[which] = cut(drawn)
        content = stencil.fill({"token": visit.browser.token, **values})
        return Response(content, media_type=MediaType.HTML, cookies=self.cookies(visit))

    def cookies(self, visit: Visit) -> list[Cookie]:
        """Make the cookies that the browser has not got yet."""
        cookies = []
        if visit.browser.fresh:
            cookies.append(self.browsers.cookie_for(visit.browser))
        if visit.chosen:
            cookies.append(language_cookie(visit.language, secure=self.browsers.secure))
        return cookies

    def provinces_page(self, arrival: Arrival, *, status: int) -> Page:
        """Render the list of all portals, for a host that is none of them (R16)."""
        language = choose_language(arrival.query, arrival.cookies)
        chosen = "lang" in arrival.query
        portals = portals_of(self.edition_now(), self.address.domain)
        content = self._render(
            "provinces.html",
            language,
            {
                "owner": self.pages.words(language).owner_of_all,
                "provinces": [
                    (portal.province, self.address.origin(portal.host)) for portal in portals
                ],
            },
        )
        cookies = [language_cookie(language, secure=self.browsers.secure)] if chosen else []
        return Response(content, media_type=MediaType.HTML, status_code=status, cookies=cookies)

    def _draw(self, visit: Visit, template: str, context: Mapping[str, object]) -> str:
        surroundings = {
            "here": "",
            "owner": str(self.pages.words(visit.language).owner(visit.province)),
            "origin": visit.origin,
            "edition": visit.edition,
        }
        return self._render(template, visit.language, {**surroundings, **context})

    def _render(self, template: str, language: Language, context: Mapping[str, object]) -> str:
        assets = {name: asset.address for name, asset in self.assets.items()}
        return self.pages.render(template, language, {"assets": assets, **context})


def open_reception(desk: Desk, options: PortalOptions) -> Reception:
    return Reception(
        edition_now=desk.edition_now,
        address=Address(desk.portal_domain, options.scheme, options.port),
        browsers=Browsers(options.csrf_keys, options.draw_browser, options.scheme == "https"),
        pages=open_pages(TEMPLATES),
        assets=load_assets(),
    )

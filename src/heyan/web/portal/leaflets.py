"""The pages that are only read: home, senders, help, accessibility, privacy, and the poster."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from typing import Literal, TypeAlias

import segno
from litestar import Response, route
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation

from heyan.casework.answers.captchas import GOOD_FOR
from heyan.web.portal.reception import Page, Reception, Visit

Arriving: TypeAlias = NamedDependency[SkipValidation[Visit]]
AtReception: TypeAlias = NamedDependency[SkipValidation[Reception]]

_PUBLIC = MappingProxyType({"Cache-Control": "private, no-cache"})
BOTH: Sequence[Literal["GET", "HEAD"]] = ("GET", "HEAD")
_HOSTS = 64  # more than there are portals
_POINT = 8  # of the code, in pixels of its own size


@route("/", http_method=BOTH)
async def home(visit: Arriving, reception: AtReception) -> Page:
    return _leaflet(visit, reception, "home", "/")


@route("/senders", http_method=BOTH)
async def senders(visit: Arriving, reception: AtReception) -> Page:
    return _leaflet(visit, reception, "senders", "/senders")  # R14


@route("/help", http_method=BOTH)
async def help_page(visit: Arriving, reception: AtReception) -> Page:
    return _leaflet(visit, reception, "help", "/help")


@route("/accessibility", http_method=BOTH)
async def accessibility(visit: Arriving, reception: AtReception) -> Page:
    return _leaflet(visit, reception, "accessibility", "/accessibility")


@route("/privacy", http_method=BOTH)
async def privacy(visit: Arriving, reception: AtReception) -> Page:
    return _leaflet(visit, reception, "privacy", "/privacy")


@route("/poster", http_method=BOTH)
async def poster(visit: Arriving, reception: AtReception) -> Page:
    return _leaflet(visit, reception, "poster", "/poster")


@route("/qr.svg", http_method=BOTH)
async def qr(visit: Arriving) -> Response[bytes]:
    """Hand out the address of the portal as a QR code: what it says comes from no request (R16)."""
    return Response(draw_qr(visit.origin + "/"), media_type="image/svg+xml", headers=dict(_PUBLIC))


READ: tuple[HTTPRouteHandler, ...] = (
    home,
    senders,
    help_page,
    accessibility,
    privacy,
    poster,
    qr,
)


@lru_cache(maxsize=_HOSTS)
def draw_qr(address: str) -> bytes:
    """Draw an address as an SVG that still reads when a quarter of the print is damaged."""
    drawn = BytesIO()
    segno.make(address, error="q", micro=False).save(
        drawn, kind="svg", scale=_POINT, xmldecl=False, svgclass=None, lineclass=None, light="#fff"
    )
    return drawn.getvalue()


def _leaflet(visit: Visit, reception: Reception, name: str, here: str) -> Page:
    context = {"here": here, "captcha_good_for": GOOD_FOR}
    return reception.page(visit, f"{name}.html", context, headers=_PUBLIC)

"""The portal on a real desk, visited by browsers that keep their cookies."""

from collections.abc import AsyncIterator, Callable
from itertools import count

import pytest
from litestar.types import ASGIApp

from heyan.casework.desk import Desk
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from tests.fakes.captcha import OpenCaptcha
from tests.web.portal.visitor import PORT, Visitor, browser_at


@pytest.fixture
def captcha(desk: Desk) -> OpenCaptcha:
    return OpenCaptcha(desk)


@pytest.fixture
def options(captcha: OpenCaptcha) -> PortalOptions:
    ids = count(1)
    return PortalOptions(
        csrf_keys=lambda: [b"k" * 32],
        draw_browser=lambda: f"{next(ids):032x}",
        draw_incident=lambda: "incident-1",
        scheme="http",
        port=PORT,
        captcha=lambda _: captcha,
    )


@pytest.fixture
def portal(desk: Desk, options: PortalOptions) -> ASGIApp:
    return build_portal(desk, options)


@pytest.fixture
async def visit(portal: ASGIApp, captcha: OpenCaptcha) -> AsyncIterator[Callable[[str], Visitor]]:
    """Give a function that opens a new browser at a host."""
    clients = []

    def open_browser(host: str) -> Visitor:
        client = browser_at(portal, host)
        clients.append(client)
        return Visitor(client, captcha)

    yield open_browser
    for client in clients:
        await client.aclose()


@pytest.fixture
def visitor(visit: Callable[[str], Visitor]) -> Visitor:
    """Give a browser at the portal of 天津."""
    return visit("tjcainfo.localhost")

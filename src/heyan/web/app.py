"""The whole of the web room as one ASGI application: the doors, told apart by path and host."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from heyan.casework.desk import Desk
from heyan.rules.rulebook import Edition
from heyan.web.api.routes import BASE, ApiOptions, build_api
from heyan.web.hosts import portal_of
from heyan.web.portal.routes import PortalOptions, build_portal
from heyan.web.problems import PROBLEM_JSON, encode, log_incident, problem

# Written out in the contract below `/api/v1`, and asked for at the root by probes and people.
_SHORT = ("/health", "/schema", "/sandbox")


@dataclass(frozen=True)
class WebOptions:
    """What the doors need besides the desk."""

    portal: PortalOptions
    api: ApiOptions


def build_app(desk: Desk, options: WebOptions) -> ASGIApp:
    """Build every door of the house that people and programs come to."""
    front = Front(
        api=build_api(desk, options.api),
        portal=build_portal(desk, options.portal),
        edition_now=desk.edition_now,
        portal_domain=desk.portal_domain,
    )
    return ended_here(front, options.api.draw_incident)


def ended_here(app: ASGIApp, draw_incident: Callable[[], str]) -> ASGIApp:
    """Give an application the last place where a fault can end."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return  # no door speaks WebSocket; the server turns it away
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await app(scope, receive, watched)
        except Exception as fault:  # noqa: BLE001  # nothing above logs without a request's words
            incident = draw_incident()
            log_incident(incident, fault)
            if not started:
                await _apologise(incident, send)

    return guarded


@dataclass(frozen=True)
class Front:
    """Sends each request to its door."""

    api: ASGIApp = field(repr=False)
    portal: ASGIApp = field(repr=False)
    edition_now: Callable[[], Edition] = field(repr=False)
    portal_domain: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._door(scope)(scope, receive, send)

    def _door(self, scope: Any) -> ASGIApp:
        if self._is_portal(scope):  # R16: a province's host shows that province, nothing else
            return self.portal
        path = scope["path"]
        if _below(path, "/api"):
            return self.api
        if any(_below(path, short) for short in _SHORT):
            scope["path"] = BASE + path
            scope["raw_path"] = BASE.encode() + scope.get("raw_path", path.encode())
            return self.api
        return self.portal

    def _is_portal(self, scope: Any) -> bool:
        for name, value in scope["headers"]:
            if name == b"host":
                host = value.decode("latin-1")
                return portal_of(host, self.edition_now(), self.portal_domain) is not None
        return False


def _below(path: str, start: str) -> bool:
    return path == start or path.startswith(start + "/")


async def _apologise(incident: str, send: Send) -> None:
    document = problem("internal", incident=incident)
    headers = [(b"content-type", PROBLEM_JSON.encode()), (b"cache-control", b"no-store")]
    await send(
        {"type": "http.response.start", "status": document.status, "headers": headers},
    )
    await send({"type": "http.response.body", "body": encode(document), "more_body": False})

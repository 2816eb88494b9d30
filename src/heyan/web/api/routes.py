"""All calls for programs as one application, below `/api/v1`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide

from heyan.casework.desk import Desk
from heyan.web.api import events, filings, health, register, reviews, sandbox
from heyan.web.api.mishaps import Mishaps
from heyan.web.api.page import openapi_config

BASE = "/api/v1"


@dataclass(frozen=True)
class ApiOptions:
    """What the API needs besides the desk."""

    draw_incident: Callable[[], str] = field(repr=False)
    phones: sandbox.Phones | None = None  # only the sandbox has any


def build_api(desk: Desk, options: ApiOptions) -> Litestar:
    """Build the application; nothing in it is kept between requests."""
    mishaps = Mishaps(options.draw_incident)
    rooms = (filings, events, reviews, register, sandbox)
    return Litestar(
        [
            Router(BASE, route_handlers=[room.router for room in rooms], security=[{"key": []}]),
            Router(BASE, route_handlers=[health.router]),
        ],
        dependencies={
            "desk": Provide(lambda: desk, sync_to_thread=False),
            "mishaps": Provide(lambda: mishaps, sync_to_thread=False),
            "phones": Provide(lambda: options.phones, sync_to_thread=False),
        },
        state=State({"desk": desk}),
        exception_handlers={Exception: mishaps.respond},
        response_headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        openapi_config=openapi_config(f"{BASE}/schema"),
        logging_config=None,  # the house's own logging; faults are logged by `mishaps`
        request_max_body_size=None,  # `bodies` keeps the limit, which batches do not have
        debug=False,
    )

"""Whether this process lives, and whether it can do its work; no key is needed to ask."""

from litestar import Router, get
from msgspec import Struct

from heyan.casework.keeping.health import ask_database
from heyan.web.api.answers import problems
from heyan.web.api.injected import TheDesk


class Health(Struct, frozen=True):
    """All is well; otherwise the answer is a problem document."""

    status: str = "ok"


@get(
    "/health/live",
    operation_id="isAlive",
    summary="Ask whether the process answers",
    response_description="It does.",
)
async def live() -> Health:
    return Health()


@get(
    "/health/ready",
    operation_id="isReady",
    summary="Ask whether the house can work",
    description="It can when its database answers and holds what this release needs.",
    response_description="It can.",
    responses=problems(),
)
async def ready(desk: TheDesk) -> Health:
    await ask_database(desk)
    return Health()


router = Router("/", route_handlers=[live, ready], tags=["health"])

"""The feed: everything that happened to a provider's filings, oldest first (R27)."""

from litestar import Router, get

from heyan.casework.filings.lookups import read_feed
from heyan.casework.filings.views import EventView, Page
from heyan.web.api.answers import problems
from heyan.web.api.injected import TheDesk
from heyan.web.api.keys import FromProvider, providers_only
from heyan.web.api.paging import After, Limit


@get(
    "/events",
    operation_id="readFeed",
    summary="Read the feed",
    response_description="A page, oldest first.",
    description="Oldest first. `next` is always a cursor to go on from, at the end of the feed "
    "too: ask again with it and miss nothing, and get nothing twice.",
    responses=problems(400, 401, 403),
)
async def read(
    request: FromProvider, desk: TheDesk, after: After = None, limit: Limit = 100
) -> Page[EventView]:
    return await read_feed(desk, request.auth, after=after, limit=limit)


router = Router("/", route_handlers=[read], guards=[providers_only], tags=["events"])

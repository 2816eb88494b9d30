"""What only the sandbox has: a clock to turn, and pretend phones to read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Protocol, TypeAlias

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation
from msgspec import Meta, Struct

from heyan.casework.sandbox_clock import advance_clock
from heyan.rules.calendar import BEIJING
from heyan.rules.phone import Mobile, read_mobile
from heyan.rules.refusals import NotInSandbox
from heyan.web.api.answers import problems
from heyan.web.api.bodies import AnyRequest, read_json
from heyan.web.api.durations import read_duration
from heyan.web.api.injected import TheDesk
from heyan.web.api.keys import known_only
from heyan.web.problems import Mishap


class ReceivedMessage(Protocol):
    """A message on a pretend phone."""

    @property
    def at(self) -> datetime: ...
    @property
    def sender(self) -> str: ...
    @property
    def text(self) -> str: ...


class Phones(Protocol):
    """The pretend phones of the sandbox."""

    def received(self, mobile: Mobile, /) -> Sequence[ReceivedMessage]:
        """Return what a number has received, oldest first."""
        ...


ThePhones: TypeAlias = NamedDependency[SkipValidation[Phones | None]]


class Turned(Struct, frozen=True):
    """What the sandbox's clock shows now."""

    now: Annotated[datetime, Meta(description="Beijing time.")]


class ReceivedText(Struct, frozen=True):
    """A message as the phone shows it."""

    at: datetime
    sender: str
    text: str


class Inbox(Struct, frozen=True):
    """What a pretend phone has received, oldest first."""

    items: tuple[ReceivedText, ...]


@post(
    "/sandbox/clock",
    operation_id="turnClock",
    status_code=200,
    summary="Turn the clock on",
    response_description="What the clock shows now.",
    description="Only forward. What falls due is worked at once.",
    responses=problems(400, 401, 404, 413, 415, 422),
)
async def turn_clock(request: AnyRequest, desk: TheDesk) -> Turned:
    document, _ = await read_json(request)
    match document:
        case {"advance": str(written), **others} if not others:
            span = read_duration(written)
        case _:
            span = None
    if span is None:
        raise Mishap("bad_body")
    return Turned((await advance_clock(desk, span)).astimezone(BEIJING))


@get(
    "/sandbox/messages",
    operation_id="readMessages",
    summary="Read a pretend phone",
    response_description="What the phone has received.",
    responses=problems(400, 401, 404),
)
async def read_messages(
    phones: ThePhones,
    mobile: Annotated[str, QueryParameter(description="The number.", max_length=40)],
) -> Inbox:
    if phones is None:
        raise NotInSandbox
    number = read_mobile(mobile)
    received = phones.received(number) if number else ()
    return Inbox(
        tuple(
            ReceivedText(each.at.astimezone(BEIJING), each.sender, each.text) for each in received
        )
    )


router = Router(
    "/", route_handlers=[turn_clock, read_messages], guards=[known_only], tags=["sandbox"]
)

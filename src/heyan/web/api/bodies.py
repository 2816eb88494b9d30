"""Request bodies, read no further than is allowed."""

from collections.abc import AsyncIterator
from typing import Any

from litestar.connection import Request
from litestar.datastructures import State

from heyan.rules import reading
from heyan.rules.faults import Fault
from heyan.web.problems import Mishap, fault_document

MOST_OF_A_BODY = 1_000_000  # octets

AnyRequest = Request[Any, Any, State]


class HungUp(Mishap):
    """The client went away in the middle of its request."""

    def __init__(self) -> None:
        super().__init__("bad_request")


async def read_json(request: AnyRequest) -> tuple[object, bytes]:
    """Return what the body says, and its octets as they came."""
    require_type(request, "application/json")
    body = await _whole(request)
    return parse(body), body


def parse(body: bytes) -> object:
    """Read JSON, or say where it stops being JSON."""
    document = reading.parse(body)
    if isinstance(document, Fault):
        raise Mishap("bad_json", errors=[fault_document(document)])
    return document


def require_type(request: AnyRequest, *media_types: str) -> None:
    """Refuse a body that says it is something else, or written in another charset than UTF-8."""
    stated, options = request.content_type
    charset = options.get("charset", "utf-8").strip('"').lower()
    if stated.lower() not in media_types or charset not in {"utf-8", "utf8"}:
        raise Mishap("wrong_content_type", headers={"Accept": ", ".join(media_types)})


async def chunks(request: AnyRequest) -> AsyncIterator[bytes]:
    """Give the body as it comes; nothing of it is kept."""
    more = True
    while more:
        message: Any = await request.receive()
        if message["type"] == "http.disconnect":
            raise HungUp
        more = message.get("more_body", False)
        if body := message.get("body", b""):
            yield body


async def _whole(request: AnyRequest) -> bytes:
    if (request.content_length or 0) > MOST_OF_A_BODY:
        raise Mishap("too_large")
    body = bytearray()
    async for chunk in chunks(request):
        body += chunk
        if len(body) > MOST_OF_A_BODY:
            raise Mishap("too_large")
    return bytes(body)

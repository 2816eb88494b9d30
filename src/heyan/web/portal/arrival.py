"""A request as it arrives at the portal: what the rooms behind the door need to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import Receive

from heyan.web.portal.forms import LARGEST_FORM


class Gone(Exception):
    """The browser left before its form was here."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Of a header or a parameter that comes twice, the first counts; of a cookie, the last."""

    path: str
    host: str
    address: str = field(repr=False)
    content_type: str
    content_length: str
    cookies: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)


def arrival_of(scope: Any) -> Arrival:
    """Read an ASGI scope, whoever has routed it."""
    headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
    client = scope.get("client")
    return Arrival(
        path=scope["path"],
        host=headers.get(b"host", b"").decode("latin-1"),
        address=client[0] if client else "",
        content_type=headers.get(b"content-type", b"").decode("latin-1"),
        content_length=headers.get(b"content-length", b"").decode("latin-1"),
        cookies=_read_cookies(headers.get(b"cookie", b"").decode("latin-1")),
        query=_read_query(scope["query_string"]),
    )


async def read_body(arrival: Arrival, receive: Receive) -> bytes:
    """Read the body of a form. Raises RequestEntityTooLarge, before it is read if it says so."""
    told = arrival.content_length
    if told.isdecimal() and int(told) > LARGEST_FORM:
        raise RequestEntityTooLarge
    parts, size, more = [], 0, True
    while more:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_FORM:
            raise RequestEntityTooLarge
        more = message.get("more_body", False)
    return b"".join(parts)


def _read_cookies(header: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in header.split(";"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def _read_query(query: bytes) -> dict[str, str]:
    if not query:
        return {}
    return dict(reversed(parse_qsl(query.decode("latin-1"), keep_blank_values=True)))

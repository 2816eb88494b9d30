"""Whose key a request bears, and whether that key is for this call."""

import re
from typing import Any, TypeAlias

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from heyan.casework.people import Officer, Provider, whose_key
from heyan.rules.refusals import BadKey, NotAllowed

_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([!-~]{1,200})")

FromProvider: TypeAlias = Request[Any, Provider, State]
FromOfficer: TypeAlias = Request[Any, Officer, State]

Connection: TypeAlias = ASGIConnection[Any, Any, Any, State]


async def providers_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Let providers pass."""
    if not isinstance(await _owner(connection), Provider):
        raise NotAllowed


async def officers_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Let officers pass."""
    if not isinstance(await _owner(connection), Officer):
        raise NotAllowed


async def known_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Let everybody with a key pass."""
    await _owner(connection)


async def _owner(connection: Connection) -> Provider | Officer:
    written = _BEARER.fullmatch(connection.headers.get("authorization", ""))
    owner = await whose_key(connection.app.state.desk, written[1]) if written else None
    if owner is None:
        raise BadKey
    connection.scope["auth"] = owner
    return owner

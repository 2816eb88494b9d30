"""The headers of every answer of the portal: what a browser may do with a page of ours."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import TypeAlias

from litestar.types import Message, Scope

Header: TypeAlias = tuple[bytes, bytes]

_ALWAYS = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; "
            "connect-src 'self'; img-src 'self' data:; media-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
)
_CACHE = b"cache-control"
_NOT_KEPT = (_CACHE, b"no-store")
_TWO_YEARS = 63_072_000


class Fence:
    """What stands around every answer, error pages included; written out once."""

    def __init__(self, *, secure: bool) -> None:
        fixed = dict(_ALWAYS)
        if secure:
            fixed["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}"
        self._raw = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]
        self._ours = frozenset(name for name, _ in self._raw)

    def around(self, headers: Iterable[Header]) -> list[Header]:
        """Return the headers of an answer with ours, which win."""
        given = [each for each in headers if each[0].lower() not in self._ours]
        # What is typed into a form comes back in a page, and no page outlives its moment.
        kept = any(name.lower() == _CACHE for name, _ in given)
        return [*given, *self._raw, *([] if kept else [_NOT_KEPT])]

    async def set_headers(self, message: Message, _: Scope) -> None:
        """Serve the framework as its hook before every message."""
        if message["type"] == "http.response.start":
            message["headers"] = self.around(message["headers"])

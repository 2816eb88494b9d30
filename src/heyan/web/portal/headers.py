"""The headers of every answer of the portal: what a browser may do with a page of ours."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType

from litestar.types import Message, Scope

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
_TWO_YEARS = 63_072_000


def headers_setter(*, secure: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """Return the hook that runs before every answer, error pages included."""
    fixed = dict(_ALWAYS)
    if secure:
        fixed["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}"

    raw = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]
    ours = frozenset(name for name, _ in raw)

    async def set_headers(message: Message, _: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        given = [each for each in message["headers"] if each[0].lower() not in ours]
        # What is typed into a form comes back in a page, and no page outlives its moment.
        kept = any(name.lower() == _CACHE for name, _ in given)
        message["headers"] = [*given, *raw, *([] if kept else [(_CACHE, b"no-store")])]

    return set_headers

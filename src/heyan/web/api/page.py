"""Serves the contract to machines, and to people as a page on which to read it and try it."""

from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

import msgspec
from litestar import Request, Router, get
from litestar.enums import MediaType, OpenAPIMediaType
from litestar.exceptions import NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Server
from litestar.params import FromPath
from litestar.response import Response

from heyan.web.api.contract import VERSION, mended

_OURS = files("heyan.web.api") / "static"
_SWAGGER = files("swagger_ui_bundle") / "vendor" / "swagger-ui-5.31.0"
_ASSETS = {
    "page.js": _OURS / "page.js",
    "page.css": _OURS / "page.css",
    "swagger-ui.css": _SWAGGER / "swagger-ui.css",
    "swagger-ui-bundle.js": _SWAGGER / "swagger-ui-bundle.js",
}
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_HEADERS = {
    # The page's own library sets styles on its elements; scripts come from files of ours alone.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=300",
    "Referrer-Policy": "no-referrer",
}


class ContractPlugin(OpenAPIRenderPlugin):
    """The contract for machines."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002  # the framework's signature
        return msgspec.json.encode(mended(openapi_schema))


class PagePlugin(OpenAPIRenderPlugin):
    """The contract for people, without a foreign host."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002  # the framework's signature
        return (_OURS / "page.html").read_bytes()


@get("/assets/{name:str}", sync_to_thread=False, include_in_schema=False)
def asset(name: FromPath[str]) -> Response[bytes]:
    if name not in _ASSETS:
        raise NotFoundException
    return Response(_read(name), media_type=_TYPES[PurePosixPath(name).suffix])


@cache
def _read(name: str) -> bytes:
    return _ASSETS[name].read_bytes()


def openapi_config(path: str) -> OpenAPIConfig:
    """Say what the contract is called, and serve it at a path."""
    return OpenAPIConfig(
        title="heyan: SMS verification for ICP filings (备案短信核验)",
        version=VERSION,
        description="Times are RFC 3339 with an offset. Errors are RFC 9457 problem documents.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[Server(url="/")],
        components=Components(
            security_schemes={
                "key": SecurityScheme(
                    type="http", scheme="bearer", description="A provider's or an officer's key."
                )
            }
        ),
        openapi_router=Router(
            path, route_handlers=[asset], include_in_schema=False, response_headers=_HEADERS
        ),
        render_plugins=[PagePlugin(), ContractPlugin()],
    )

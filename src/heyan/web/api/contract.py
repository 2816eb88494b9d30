"""The contract (OpenAPI) of the API, and a page on which to read it and try it."""

from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

import msgspec
import swagger_ui_bundle
from litestar import Litestar, Request, Router, get
from litestar.enums import MediaType, OpenAPIMediaType
from litestar.exceptions import NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Server
from litestar.response import Response

from heyan.web.api.batch import NDJSON, LineAnswer
from heyan.web.api.schemas import Advance, Filing, Rejection, example_filing

_OURS = files("heyan.web.api") / "page"
_SWAGGER = swagger_ui_bundle.swagger_ui_path
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
}
VERSION = "1.0"  # of the contract; additions leave it, anything else makes a v2
_REF = "#/components/schemas/{name}"


class ContractPlugin(OpenAPIRenderPlugin):
    """The contract for machines."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002  # the framework's signature
        return msgspec.json.encode(with_bodies(openapi_schema))


class PagePlugin(OpenAPIRenderPlugin):
    """The contract for people, without a foreign host."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002  # the framework's signature
        return (_OURS / "page.html").read_bytes()


@get("/assets/{name:str}", sync_to_thread=False, include_in_schema=False)
def asset(name: str) -> Response[bytes]:
    if name not in _ASSETS:
        raise NotFoundException
    media_type = _TYPES[PurePosixPath(name).suffix]
    return Response(_read(name), media_type=f"{media_type}; charset=utf-8")


@cache
def _read(name: str) -> bytes:
    return _ASSETS[name].read_bytes()


def openapi_config() -> OpenAPIConfig:
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
            "/api/v1/schema",
            route_handlers=[asset],
            include_in_schema=False,
            response_headers=_HEADERS,
        ),
        render_plugins=[PagePlugin(), ContractPlugin()],
    )


def contract(app: Litestar) -> dict[str, Any]:
    """Return the whole contract of an app."""
    return with_bodies(app.openapi_schema.to_schema())


def with_bodies(document: dict[str, Any]) -> dict[str, Any]:
    """Add what the framework cannot see, since calls read their bodies themselves."""
    bodies = {
        "submitFiling": ("application/json", Filing, {"whole": {"value": example_filing()}}),
        "submitFilings": (NDJSON, Filing, None),
        "rejectFiling": ("application/json", Rejection, None),
        "turnClock": ("application/json", Advance, None),
    }
    types = [body for _, body, _ in bodies.values()]
    (*schemas, line), components = msgspec.json.schema_components(
        [*types, LineAnswer], ref_template=_REF
    )
    document["components"]["schemas"] |= components
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }
    for (name, (media_type, _, examples)), schema in zip(bodies.items(), schemas, strict=True):
        told = {"schema": schema} | ({"examples": examples} if examples else {})
        operations[name]["requestBody"] = {"required": True, "content": {media_type: told}}
    operations["submitFilings"]["responses"]["200"] = {
        "description": "One answer a line.",
        "content": {NDJSON: {"schema": line}},
    }
    return document

"""The contract (OpenAPI) of the API: what the framework can tell of it, and the rest."""

import re
from typing import Any

import msgspec
from litestar import Litestar

from heyan.web.api.batch import NDJSON, LineAnswer
from heyan.web.api.schemas import Advance, Correction, Filing, Rejection, example_filing

VERSION = "1.0"  # of the contract; additions leave it, anything else makes a v2

_PAGE_NAME = re.compile(rb"Page_[\w.]*?(\w+)_(?!\w)")
_REF = "#/components/schemas/{name}"
_JSON = "application/json"
_TEXT = {"type": "string"}
_BODIES: dict[str, tuple[str, Any]] = {
    "submitFiling": (_JSON, Filing),
    "submitFilings": (NDJSON, Filing),
    "correctNumber": (_JSON, Correction),
    "rejectFiling": (_JSON, Rejection),
    "turnClock": (_JSON, Advance),
}


def contract(app: Litestar) -> dict[str, Any]:
    """Return the whole contract of an app."""
    return mended(app.openapi_schema.to_schema())


def mended(generated: dict[str, Any]) -> dict[str, Any]:
    """Return the framework's document with plain names, our bodies, and nothing that never is."""
    text = msgspec.json.encode(generated)
    document: dict[str, Any] = msgspec.json.decode(_PAGE_NAME.sub(rb"PageOf\1", text))
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }
    for operation in operations.values():
        _mend_parameters(operation)
        _mend_responses(operation)
    _add_bodies(document, operations)
    return document


def _mend_parameters(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        # An address cannot say null; what may be missing is simply not required.
        kinds = parameter["schema"].pop("oneOf", [])
        parameter["schema"] |= next((kind for kind in kinds if kind != {"type": "null"}), {})


def _mend_responses(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    # A path is text, whatever it says; the framework believes that it could be refused.
    if _JSON in responses.get("400", {}).get("content", {}):
        del responses["400"]
    for response in responses.values():
        response.pop("headers", None)  # those of every answer, which say nothing about this one
    if "201" in responses:
        location = {"description": "The filing's address.", "schema": _TEXT}
        responses["201"]["headers"] = {"Location": location}


def _add_bodies(document: dict[str, Any], operations: dict[str, dict[str, Any]]) -> None:
    """Add what calls read and write by themselves, unseen by the framework."""
    types = [body for _, body in _BODIES.values()]
    (*schemas, line), components = msgspec.json.schema_components(
        [*types, LineAnswer], ref_template=_REF
    )
    document["components"]["schemas"] |= components
    for (name, (media_type, _)), schema in zip(_BODIES.items(), schemas, strict=True):
        content = {media_type: {"schema": schema}}
        operations[name]["requestBody"] = {"required": True, "content": content}
    example = {"new_filing": {"summary": "A new filing", "value": example_filing()}}
    operations["submitFiling"]["requestBody"]["content"][_JSON]["examples"] = example
    operations["submitFilings"]["responses"]["200"]["content"] = {NDJSON: {"schema": line}}

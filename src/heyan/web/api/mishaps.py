"""What leaves a call as an exception, turned into its problem document."""

from collections.abc import Callable
from dataclasses import dataclass, field

from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Response

from heyan.casework.keeping.health import StoreUnavailable
from heyan.rules.refusals import Refusal
from heyan.web.api.bodies import AnyRequest
from heyan.web.problems import (
    PROBLEM_JSON,
    Mishap,
    Problem,
    bad_parameter,
    encode,
    headers_of,
    log_incident,
    problem,
    refused,
)

_BY_STATUS = {
    401: "bad_key",
    403: "not_allowed",
    404: "no_such_page",
    405: "method_not_allowed",
    413: "too_large",
    415: "wrong_content_type",
    429: "too_many_requests",
}
_OUR_FAULT = 500
_OF_EVERY_PROBLEM = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Mishaps:
    """The one place where the API's exceptions end; only faults of ours are logged."""

    draw_incident: Callable[[], str] = field(repr=False)

    def document(self, fault: BaseException) -> Problem:
        """Return the document of anything that was raised."""
        match fault:
            case Refusal():
                return refused(fault)
            case Mishap():
                return problem(fault.code, fault.errors)
            case ValidationException():
                return problem("bad_parameter", map(bad_parameter, _parameters(fault)))
            case HTTPException() if fault.status_code < _OUR_FAULT:
                return problem(_BY_STATUS.get(fault.status_code, "bad_request"))
            case StoreUnavailable():
                return problem("unavailable")
        incident = self.draw_incident()
        log_incident(incident, fault)
        return problem("internal", incident=incident)

    def respond(self, _: AnyRequest, fault: Exception) -> Response[bytes]:
        """Answer a request that ended in an exception."""
        document = self.document(fault)
        stated = fault.headers if isinstance(fault, (HTTPException, Mishap)) else None
        return Response(
            encode(document),
            status_code=document.status,
            media_type=PROBLEM_JSON,
            headers={**_OF_EVERY_PROBLEM, **headers_of(document), **(stated or {})},
        )


def _parameters(fault: ValidationException) -> list[str]:
    told = fault.extra if isinstance(fault.extra, list) else []
    return [entry["key"] for entry in told if isinstance(entry, dict) and "key" in entry]

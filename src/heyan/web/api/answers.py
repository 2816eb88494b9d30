"""What each call may answer besides what it is for, told in the contract."""

from litestar.openapi.datastructures import ResponseSpec

from heyan.web.problems import PROBLEM_JSON, Problem

_MEANING = {
    400: "The request is malformed.",
    401: "The key is missing or unknown.",
    403: "The key is not for this call.",
    404: "There is no such thing, or it is somebody else's.",
    409: "What there is forbids it: `code` says what.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "The body has faults; `errors` lists all of them.",
    503: "The house is not ready; `Retry-After` says when to try again.",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the problem documents of a call; 500 and 503 can always be."""
    told = (*statuses, 503)
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=_MEANING[status],
            media_type=PROBLEM_JSON,
        )
        for status in told
    }

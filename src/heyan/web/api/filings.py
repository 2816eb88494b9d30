"""Filings, for the provider whose they are."""

from typing import Annotated, TypeAlias

from litestar import Router, get, patch, post
from litestar.params import HeaderParameter, PathParameter, QueryParameter
from litestar.response import Response

from heyan.casework.filings.correcting import correct_number
from heyan.casework.filings.intake import submit_filing, withdraw_filing
from heyan.casework.filings.lookups import find_filing, list_filings
from heyan.casework.filings.views import FilingSummary, FilingView, Page
from heyan.rules.case import State
from heyan.web.api.answers import problems
from heyan.web.api.batch import NDJSON, BatchResponse, LineIntake
from heyan.web.api.bodies import chunks, read_json, require_type
from heyan.web.api.injected import TheDesk, TheMishaps
from heyan.web.api.keys import FromProvider, providers_only
from heyan.web.api.paging import After, FilingId, Limit, case_id
from heyan.web.problems import Mishap

Key: TypeAlias = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        max_length=1000,  # the deed says which keys are good; this only keeps absurd ones out
        description="1 to 255 printable ASCII characters. Honoured for 7 days: the same key and "
        "body give the same answer, and nothing is opened twice.",
    ),
]

# `state` by itself would be the framework's own.
InState: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        name="state", description="Only those in this state.", schema_extra={"enum": [*State]}
    ),
]
OfReference: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only those of this order number.", max_length=64)
]


@post(
    "/filings",
    operation_id="submitFiling",
    summary="Submit a filing",
    description="Every fault is told at once; with one, nothing is stored.",
    response_description="It is taken in; `Location` is its address.",
    responses=problems(400, 401, 403, 409, 413, 415, 422),
)
async def submit(
    request: FromProvider, desk: TheDesk, idempotency_key: Key = None
) -> Response[FilingView]:
    document, body = await read_json(request)
    submitted = await submit_filing(
        desk, request.auth, document, idempotency_key=idempotency_key, body=body
    )
    filing = submitted.filing
    headers = {"Location": f"/api/v1/filings/{filing.id}"}
    if submitted.repeated:
        headers["Idempotent-Replayed"] = "true"
    return Response(filing, status_code=201, headers=headers)


@post(
    "/filings/batch",
    operation_id="submitFilings",
    status_code=200,
    summary="Submit filings line by line",
    response_description="One answer a line.",
    description="One filing a line in, one answer a line out, in the same order and while the "
    "request still comes in. A bad line stops no other. The same line again opens nothing: its "
    "answer is that of the first time, with `repeated`.",
    responses=problems(400, 401, 403, 415),
)
async def submit_batch(
    request: FromProvider,
    desk: TheDesk,
    mishaps: TheMishaps,
) -> BatchResponse:
    require_type(request, NDJSON, "application/ndjson", "application/jsonl")
    intake = LineIntake(desk, request.auth, mishaps)
    return BatchResponse(chunks(request), intake)


@get(
    "/filings/{filing_id:str}",
    operation_id="showFiling",
    summary="Show a filing",
    response_description="The filing.",
    description="State, challenges (masked), deadline, explanation and history.",
    responses=problems(401, 403, 404),
)
async def show(request: FromProvider, desk: TheDesk, filing_id: FilingId) -> FilingView:
    return await find_filing(desk, request.auth, case_id(filing_id))


@get(
    "/filings",
    operation_id="listFilings",
    summary="List filings",
    response_description="A page, province by province, oldest first.",
    responses=problems(400, 401, 403),
)
async def list_all(
    request: FromProvider,
    desk: TheDesk,
    in_state: InState = None,
    reference: OfReference = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[FilingSummary]:
    return await list_filings(
        desk, request.auth, state=in_state, reference=reference, after=after, limit=limit
    )


@post(
    "/filings/{filing_id:str}/withdraw",
    operation_id="withdrawFiling",
    status_code=200,
    summary="Withdraw a filing",
    response_description="The filing, withdrawn.",
    description="Until the verdict. The body is not read.",
    responses=problems(401, 403, 404, 409),
)
async def withdraw(request: FromProvider, desk: TheDesk, filing_id: FilingId) -> FilingView:
    return await withdraw_filing(desk, request.auth, case_id(filing_id))


@patch(
    "/filings/{filing_id:str}/challenges/{n:int}",
    operation_id="correctNumber",
    summary="Correct a number",
    response_description="The filing, with the challenge's new number.",
    description=(
        "While the challenge is open, at most twice a filing. The old code dies at once; the new "
        "number gets its own code and its own full time."
    ),
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422),
)
async def correct(
    request: FromProvider,
    desk: TheDesk,
    filing_id: FilingId,
    n: Annotated[int, PathParameter(description="The challenge's `n`.")],
) -> FilingView:
    case = case_id(filing_id)
    document, _ = await read_json(request)
    match document:
        case {"mobile": str(mobile), **others} if not others:
            return await correct_number(desk, request.auth, case, n, mobile)  # R8
    raise Mishap("bad_body")


router = Router(
    "/",
    route_handlers=[submit, submit_batch, show, list_all, withdraw, correct],
    guards=[providers_only],
    tags=["filings"],
)

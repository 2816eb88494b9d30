"""The bureau's review (管局审核), for officers of the province."""

from litestar import Router, get, post

from heyan.casework.bureau import reviewing
from heyan.casework.filings.views import FilingView, Page, ReviewView
from heyan.rules.refusals import NeedsReason
from heyan.web.api.answers import problems
from heyan.web.api.bodies import read_json
from heyan.web.api.injected import TheDesk
from heyan.web.api.keys import FromOfficer, officers_only
from heyan.web.api.paging import After, FilingId, Limit, case_id
from heyan.web.problems import Mishap


@get(
    "/reviews",
    operation_id="listReviews",
    summary="List what waits for review",
    response_description="A page, oldest first.",
    description="Oldest first, whole and in clear; of your province only.",
    responses=problems(400, 401, 403),
)
async def list_all(
    request: FromOfficer, desk: TheDesk, after: After = None, limit: Limit = 50
) -> Page[ReviewView]:
    return await reviewing.list_reviews(desk, request.auth, after=after, limit=limit)


@post(
    "/reviews/{filing_id:str}/approve",
    operation_id="approveFiling",
    status_code=200,
    summary="Approve a filing",
    response_description="The filing, approved, with its numbers in the register.",
    description="The register is written in the same moment. The body is not read.",
    responses=problems(401, 403, 404, 409),
)
async def approve(request: FromOfficer, desk: TheDesk, filing_id: FilingId) -> FilingView:
    return await reviewing.approve(desk, request.auth, case_id(filing_id))  # R28


@post(
    "/reviews/{filing_id:str}/reject",
    operation_id="rejectFiling",
    status_code=200,
    summary="Reject a filing",
    response_description="The filing, rejected.",
    description="It goes back to its provider with your reason.",
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422),
)
async def reject(request: FromOfficer, desk: TheDesk, filing_id: FilingId) -> FilingView:
    case = case_id(filing_id)
    document, _ = await read_json(request)
    return await reviewing.reject(desk, request.auth, case, _reason(document))  # R29


def _reason(document: object) -> str:
    if not isinstance(document, dict) or document.keys() - {"reason"}:
        raise Mishap("bad_body")
    reason = document.get("reason", "")
    if not isinstance(reason, str):
        raise NeedsReason
    return reason


router = Router(
    "/", route_handlers=[list_all, approve, reject], guards=[officers_only], tags=["reviews"]
)

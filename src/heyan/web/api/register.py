"""The register (备案库), for everybody with a key; personal data masked."""

from typing import Annotated, TypeAlias

from litestar import Router, get
from litestar.params import PathParameter

from heyan.casework.filings.lookups import find_registered_site, find_registered_subject
from heyan.casework.filings.views import SiteView, SubjectView
from heyan.web.api.answers import problems
from heyan.web.api.injected import TheDesk
from heyan.web.api.keys import known_only

Number: TypeAlias = Annotated[
    str, PathParameter(description="The number in the register, percent-encoded.")
]


@get(
    "/register/subjects/{number:str}",
    operation_id="showSubject",
    summary="Look a subject up",
    response_description="The subject with its sites.",
    description="Personal data are masked.",
    responses=problems(401, 404),
)
async def show_subject(desk: TheDesk, number: Number) -> SubjectView:
    return await find_registered_subject(desk, number)


@get(
    "/register/sites/{number:str}",
    operation_id="showSite",
    summary="Look a site up",
    response_description="The site with its accesses.",
    description="Personal data are masked.",
    responses=problems(401, 404),
)
async def show_site(desk: TheDesk, number: Number) -> SiteView:
    return await find_registered_site(desk, number)


router = Router(
    "/", route_handlers=[show_subject, show_site], guards=[known_only], tags=["register"]
)

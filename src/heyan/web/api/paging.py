"""How filings are named in an address, and lists asked for page by page."""

from typing import Annotated, TypeAlias

from litestar.params import PathParameter, QueryParameter

from heyan.rules.ids import CaseId
from heyan.rules.refusals import NoSuchFiling

FilingId: TypeAlias = Annotated[str, PathParameter(description="A filing's id.")]
After: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="The `next` of the page before; without it, the start.", max_length=200
    ),
]
Limit: TypeAlias = Annotated[int, QueryParameter(description="How many at most.", ge=1, le=500)]


def case_id(written: str) -> CaseId:
    """Read the id in an address; what cannot be one is the id of no filing."""
    case = CaseId.read(written)
    if case is None:
        raise NoSuchFiling
    return case

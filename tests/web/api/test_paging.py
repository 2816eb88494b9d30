"""How filings are named in an address."""

import pytest

from heyan.rules.ids import CaseId
from heyan.rules.refusals import NoSuchFiling
from heyan.web.api.paging import case_id


def test_an_id_is_read_as_it_is_written() -> None:
    assert case_id("12-48213") == CaseId(120000, 48213)


@pytest.mark.parametrize(
    "written", ["", "12", "12-", "12-0", "012-1", "12-1 ", "１２-1", f"12-{10**30}"]
)
def test_what_cannot_be_an_id_is_the_id_of_no_filing(written: str) -> None:
    with pytest.raises(NoSuchFiling):
        case_id(written)

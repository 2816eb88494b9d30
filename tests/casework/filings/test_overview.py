"""What the house itself asks across providers."""

import pytest

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing
from heyan.casework.filings.overview import every_filing
from heyan.rules.refusals import BadFilter, NoSuchProvider
from heyan.rules.writing import plain
from tests.fakes.filings import new_filing


@pytest.fixture
async def filed(desk: Desk) -> Desk:
    for name, references in (("haihe-cloud", ("ORD-1", "ORD-2")), ("huanghe-cloud", ("ORD-1",))):
        provider, _ = await people.add_provider(desk, name)
        for reference in references:
            await submit_filing(desk, provider, plain(new_filing(reference=reference)))
    return desk


async def test_filings_of_all_providers_are_told_with_their_names(filed: Desk) -> None:
    found = [(name, filing.reference) async for name, filing in every_filing(filed)]
    assert found == [("haihe-cloud", "ORD-1"), ("haihe-cloud", "ORD-2"), ("huanghe-cloud", "ORD-1")]


async def test_they_are_asked_for_by_provider_state_and_reference(filed: Desk) -> None:
    by_provider = [f async for _, f in every_filing(filed, provider="huanghe-cloud")]
    assert [filing.reference for filing in by_provider] == ["ORD-1"]
    assert [f async for _, f in every_filing(filed, state="approved")] == []
    by_reference = [name async for name, _ in every_filing(filed, reference="ORD-1")]
    assert by_reference == ["haihe-cloud", "huanghe-cloud"]


async def test_what_cannot_be_asked_for_is_refused(filed: Desk) -> None:
    with pytest.raises(NoSuchProvider):
        [each async for each in every_filing(filed, provider="nobody")]
    with pytest.raises(BadFilter):
        [each async for each in every_filing(filed, state="lost")]

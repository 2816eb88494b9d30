"""What the house itself asks across providers: all filings, for its operators."""

from collections.abc import AsyncIterator

from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.views import FilingSummary
from heyan.casework.people import Provider
from heyan.rules.refusals import NoSuchProvider
from heyan.store import people

_STRETCH = 200


async def every_filing(
    desk: Desk,
    *,
    provider: str | None = None,
    state: str | None = None,
    reference: str | None = None,
) -> AsyncIterator[tuple[str, FilingSummary]]:
    """Give each filing with its provider's name, provider by provider, oldest first.

    Raises NoSuchProvider, BadFilter.
    """
    async with desk.database.read() as tx:
        known = await people.list_providers(tx)
    asked = [Provider(key, name) for key, name in known.items() if provider in {None, name}]
    if provider is not None and not asked:
        raise NoSuchProvider
    for each in asked:
        after = None
        while True:
            page = await lookups.list_filings(
                desk, each, state=state, reference=reference, after=after, limit=_STRETCH
            )
            for summary in page.items:
                yield each.name, summary
            after = page.next
            if after is None:
                break

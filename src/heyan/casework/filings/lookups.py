"""Questions that change nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate

from heyan.casework.desk import PROVINCES, Desk
from heyan.casework.filings import showing
from heyan.casework.filings.views import (
    EventView,
    FilingSummary,
    FilingView,
    Page,
    SiteView,
    SubjectView,
)
from heyan.casework.people import Provider
from heyan.casework.personal import open_personal
from heyan.rules.case import State
from heyan.rules.ids import CaseId
from heyan.rules.provinces import is_subject_number, province_of_number, subject_of_site_number
from heyan.rules.refusals import BadCursor, BadFilter, NoSuchEntry, NoSuchFiling
from heyan.rules.register import Registered
from heyan.store import cases, messages, people, register, trail
from heyan.store.cases import Wanted

_PLACE = re.compile(r"([1-9]\d):(\d{1,18})")
_PROVINCE = 10_000


async def find_filing(desk: Desk, provider: Provider | None, case: CaseId) -> FilingView:
    """Show a filing; `provider` None is the house itself. Raises NoSuchFiling."""
    async with desk.database.snapshot() as tx:
        found = await cases.find(tx, desk.sealer, case.province, [case.number])
        stored = found.get(case.number)
        if stored is None or (provider is not None and stored.case.provider != provider.id):
            raise NoSuchFiling
        sent = await messages.of_cases(tx, case.province, [case.number])
        history = await trail.of_case(tx, case)
        history = await open_personal(desk, tx, case.province, history)
    return showing.filing_view(stored, sent, history)


async def list_filings(
    desk: Desk,
    provider: Provider,
    *,
    state: str | None = None,
    reference: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[FilingSummary]:
    """List a provider's filings, province by province, oldest first.

    Raises BadCursor, BadFilter.
    """
    if state is not None and state not in set(State):
        raise BadFilter
    if reference is not None and not (reference and reference.isprintable()):
        return Page([], None)  # no filing bears such a reference
    begin = CaseId(0, 0) if after is None else CaseId.read(after)
    if begin is None:
        raise BadCursor
    found: list[FilingSummary] = []
    async with desk.database.snapshot() as tx:
        for province in PROVINCES:
            if province < begin.province or len(found) > limit:
                continue
            wanted = Wanted(
                provider=provider.id,
                state=state,
                reference=reference,
                after=begin.number if province == begin.province else 0,
                most=limit + 1 - len(found),
            )
            page = await cases.list_of_provider(tx, province, wanted)
            found += [showing.filing_summary(stored) for stored in page]
    items = found[:limit]
    return Page(items, items[-1].id if len(found) > limit else None)


async def read_feed(
    desk: Desk, provider: Provider, *, after: str | None = None, limit: int = 100
) -> Page[EventView]:
    """Read what happened to a provider's filings after a cursor; misses and repeats nothing (R27).

    The cursor holds the place in each province's trail, whose order is that of commits.
    Raises BadCursor.
    """
    places = _places(after)
    entries: list[tuple[datetime, trail.Entry]] = []
    async with desk.database.read() as tx:
        for province in PROVINCES:
            place = places.get(province, 0)
            stretch = await trail.of_provider(tx, province, provider.id, place, limit)
            entries += _timed(await open_personal(desk, tx, province, stretch))
    told = sorted(entries, key=lambda timed: timed[0])[:limit]
    places |= {entry.province: entry.seq for _, entry in told}
    return Page([showing.event_view(entry) for _, entry in told], _cursor(places))


async def find_registered_subject(desk: Desk, number: str) -> SubjectView:
    """Show a subject of the register. Raises NoSuchEntry."""
    registered, providers = await _registered(desk, number)
    return showing.subject_view(registered, providers)


async def find_registered_site(desk: Desk, number: str) -> SiteView:
    """Show a site of the register. Raises NoSuchEntry."""
    registered, providers = await _registered(desk, subject_of_site_number(number) or "")
    site = registered.site(number)
    if site is None:
        raise NoSuchEntry
    return showing.site_view(site, providers)


async def _registered(desk: Desk, number: str) -> tuple[Registered, Mapping[int, str]]:
    province = province_of_number(number)
    if province is None or not is_subject_number(number):
        raise NoSuchEntry
    async with desk.database.snapshot() as tx:
        found = await register.find(tx, desk.sealer, province.code, [number])
        if number not in found:
            raise NoSuchEntry
        return found[number], await people.list_providers(tx)


def _timed(entries: Sequence[trail.Entry]) -> list[tuple[datetime, trail.Entry]]:
    """Give each entry of one trail a moment that never goes back, though clocks may be set back."""
    moments = accumulate((entry.at for entry in entries), max)
    return list(zip(moments, entries, strict=True))


def _places(cursor: str | None) -> dict[int, int]:
    if not cursor:
        return {}
    places: dict[int, int] = {}
    for place in cursor.split("."):
        written = _PLACE.fullmatch(place)
        if written is None:
            raise BadCursor
        places[int(written[1]) * _PROVINCE] = int(written[2])
    return places


def _cursor(places: Mapping[int, int]) -> str:
    return ".".join(f"{province // _PROVINCE}:{seq}" for province, seq in sorted(places.items()))

"""Whose numbers must be proved (备案类型验证说明, R3-R7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from heyan.rules.changes import changed_parts
from heyan.rules.documents import tail
from heyan.rules.filing import Filing, Principal
from heyan.rules.phone import Mobile
from heyan.rules.register import Registered
from heyan.rules.rulebook import Edition, Part, Source


@dataclass(frozen=True)
class Demand:
    """That one principal has to prove one number."""

    mobile: Mobile
    tail: str
    because: str  # "subject", or "site:0" for the filing's first site


def demands(
    filing: Filing, registered: Registered | None, provider: int, edition: Edition
) -> tuple[Demand, ...]:
    """Return whose numbers the filing of a provider has to prove, in its own order.

    `registered` is the subject that the filing names; None for a new one. The filing has
    passed `admission` before.
    """
    row = edition.challenged.get(filing.kind)
    if row is None or not edition.verifies(filing.province):  # R1
        return ()
    return tuple(
        Demand(principal.mobile, tail(principal.document.number), because)  # R5, R21
        for because, principal in _principals(filing, registered, provider, row.source)
        if Part(because.partition(":")[0]) in row.parts
    )


def _principals(
    filing: Filing, registered: Registered | None, provider: int, source: Source
) -> Iterator[tuple[str, Principal]]:
    if source is Source.REGISTER and registered is not None:
        yield from _registered(filing, registered)
        return
    changed = None
    if source is Source.CHANGES:
        changed = changed_parts(filing, registered, provider)
    for because, principal in _stated(filing):
        if changed is None or because in changed:
            yield because, principal  # R6: as stated, so a new number gets the code


def _stated(filing: Filing) -> Iterator[tuple[str, Principal]]:
    if filing.subject is not None:
        yield "subject", filing.subject.principal
    for index, entry in enumerate(filing.sites):
        if entry.site is not None:
            yield f"site:{index}", entry.site.principal


def _registered(filing: Filing, registered: Registered) -> Iterator[tuple[str, Principal]]:
    yield "subject", registered.subject.principal
    for index, entry in enumerate(filing.sites):
        site = registered.site(entry.number)
        if site is not None:
            yield f"site:{index}", site.site.principal

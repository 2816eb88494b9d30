"""Whether a filing fits the register that it builds on (R3, R7)."""

from collections.abc import Iterator

from heyan.rules.changes import changes_nothing
from heyan.rules.faults import Fault, fault
from heyan.rules.filing import Filing, FilingKind, SiteEntry
from heyan.rules.provinces import province_of_number
from heyan.rules.register import Registered, RegisteredSite

# Data is changed through the provider that carries the site; a shell site has none (R7).
_BY_THE_PRESENT_PROVIDER = frozenset({FilingKind.CHANGE, FilingKind.CANCEL_ACCESS})


def misfits(filing: Filing, registered: Registered | None, provider: int) -> tuple[Fault, ...]:
    """Return every fault that shows only when the filing is held against the register."""
    if filing.kind is FilingKind.NEW_FILING:
        return ()
    home = province_of_number(filing.subject_number or "")
    if home is not None and home.code != filing.province:
        return (fault("wrong_province", "/province"),)
    if registered is None:
        return (fault("no_such_subject", "/subject/number"),)
    faults = [
        found
        for index, entry in enumerate(filing.sites)
        for found in _site_misfits(filing.kind, entry, registered, provider, f"/sites/{index}")
    ]
    change = filing.kind is FilingKind.CHANGE
    if not faults and change and changes_nothing(filing, registered, provider):
        faults.append(fault("nothing_changed", ""))
    return tuple(faults)


def _site_misfits(
    kind: FilingKind, entry: SiteEntry, registered: Registered, provider: int, pointer: str
) -> Iterator[Fault]:
    if kind is FilingKind.NEW_SITE:
        return
    site = registered.site(entry.number)
    if site is None:
        yield fault("no_such_site", f"{pointer}/number")
    elif kind in _BY_THE_PRESENT_PROVIDER and provider not in site.accesses:  # R7
        yield fault("not_your_access", f"{pointer}/number")
    elif kind is FilingKind.NEW_ACCESS and _other_number(entry, site):
        code = "number_differs_shell" if site.shell else "number_differs"  # R7
        yield fault(code, f"{pointer}/principal/mobiles")


def _other_number(entry: SiteEntry, site: RegisteredSite) -> bool:
    return bool(entry.mobiles) and entry.mobiles[0] != site.site.principal.mobile

"""What a change filing (变更备案信息) changes, found by comparing with the register (R3)."""

from dataclasses import replace

from heyan.rules.filing import Access, Filing, Site, SiteEntry
from heyan.rules.register import Registered, RegisteredSite


def changed_parts(filing: Filing, registered: Registered | None, provider: int) -> frozenset[str]:
    """Return what differs beyond remarks: "subject", "site:0" and so on.

    `provider` is the one that files: what it states of an access is compared with its own.
    """
    if registered is None:
        return frozenset()
    parts = {
        f"site:{index}"
        for index, entry in enumerate(filing.sites)
        if _site_changed(entry, registered.site(entry.number), provider)
    }
    if filing.subject is not None:
        bare = replace(filing.subject, remarks=registered.subject.remarks)
        if bare != registered.subject:
            parts.add("subject")
    return frozenset(parts)


def touched_parts(filing: Filing, registered: Registered | None, provider: int) -> frozenset[str]:
    """Return what differs in any way, remarks included: what approval will write."""
    if registered is None:
        return frozenset()
    remarked = {
        f"site:{index}"
        for index, entry in enumerate(filing.sites)
        for site in [registered.site(entry.number)]
        if entry.site is not None and site is not None and entry.site.remarks != site.site.remarks
    }
    if filing.subject is not None and filing.subject.remarks != registered.subject.remarks:
        remarked.add("subject")
    return changed_parts(filing, registered, provider) | remarked


def changes_nothing(filing: Filing, registered: Registered, provider: int) -> bool:
    """Whether the filing leaves the register as it is, remarks included."""
    return not touched_parts(filing, registered, provider)


def stated_access(entry: SiteEntry) -> Access | None:
    """Return the access that an entry states, wherever it is written."""
    return entry.access or (entry.site.access if entry.site is not None else None)


def as_registered(site: Site) -> Site:
    """Return the site as the register keeps it: accesses are entries of their own."""
    return replace(site, access=None)


def _site_changed(entry: SiteEntry, registered: RegisteredSite | None, provider: int) -> bool:
    if entry.site is None or registered is None:
        return False
    bare = replace(as_registered(entry.site), remarks=registered.site.remarks)
    if bare != registered.site:
        return True
    access = stated_access(entry)
    return access is not None and access != registered.accesses.get(provider)

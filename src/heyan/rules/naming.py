"""The name that a message mentions, so that its receiver knows what it is about (R15)."""

from heyan.rules.filing import Filing
from heyan.rules.register import Registered


def message_name(filing: Filing, registered: Registered | None, because: tuple[str, ...]) -> str:
    """Return the site's name, the receiver's own first; else the subject's."""
    own = [int(each.partition(":")[2]) for each in because if each.startswith("site:")]
    for index in [*own, *range(len(filing.sites))]:
        name = _site_name(filing, registered, index)
        if name:
            return name
    if filing.subject is not None:
        return filing.subject.name
    return "" if registered is None else registered.subject.name


def _site_name(filing: Filing, registered: Registered | None, index: int) -> str:
    entry = filing.sites[index]
    if entry.site is not None:
        return entry.site.name
    site = None if registered is None else registered.site(entry.number)
    return "" if site is None else site.site.name

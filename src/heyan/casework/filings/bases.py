"""What a change was held against, so that approval writes over nothing that is newer (R28)."""

from collections.abc import Mapping

import msgspec

from heyan.casework.desk import Desk
from heyan.rules.changes import touched_parts
from heyan.rules.filing import Filing, FilingKind
from heyan.rules.register import Registered
from heyan.rules.writing import plain_access, plain_site, plain_subject


def bases_of(
    desk: Desk, filing: Filing, registered: Registered | None, provider: int
) -> dict[str, str]:
    """Return a keyed hash of each registered part that a change touches, by its name."""
    if filing.kind is not FilingKind.CHANGE or registered is None:
        return {}
    touched = sorted(touched_parts(filing, registered, provider))
    return {part: _hash(desk, filing, registered, provider, part) for part in touched}


def stand(
    desk: Desk,
    filing: Filing,
    registered: Registered | None,
    provider: int,
    bases: Mapping[str, str],
) -> bool:
    """Whether the parts that a change touches are in the register as they were, or as it wants."""
    wanting = touched_parts(filing, registered, provider)
    return registered is None or all(
        part not in wanting or _hash(desk, filing, registered, provider, part) == base
        for part, base in bases.items()
    )


def _hash(desk: Desk, filing: Filing, registered: Registered, provider: int, part: str) -> str:
    plain: object = None
    if part == "subject":
        plain = plain_subject(registered.subject)
    else:
        site = registered.site(filing.sites[int(part.partition(":")[2])].number)
        if site is not None:
            access = site.accesses.get(provider)
            plain = [plain_site(site.site), None if access is None else plain_access(access)]
    text = msgspec.json.encode(plain, order="deterministic").decode()
    return desk.keys.lookup("register part", text).hex()

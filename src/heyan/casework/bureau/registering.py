"""The register is written by approval (R28), and by import from elsewhere."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from heyan.casework.desk import PROVINCES, Desk
from heyan.rules.approval import (
    EndAccess,
    EndSite,
    EndSubject,
    Entry,
    PutAccess,
    PutSite,
    PutSubject,
)
from heyan.rules.faults import Fault
from heyan.rules.reading_register import RegisterLine, plain_line, read_register_line
from heyan.rules.register import Registered, serial_of
from heyan.store import people, register
from heyan.store.register import Pen

_STRETCH = 200


async def enter(pen: Pen, written: Sequence[Entry], registered: Registered | None) -> None:
    """Write entries into the register, in order."""
    for entry in written:
        await _enter(pen, entry, registered)


async def import_subject(desk: Desk, document: object) -> tuple[Fault, ...]:
    """Enter one subject with its sites and accesses, or return every fault of the line.

    A subject that is there already is replaced, so that the same file can be imported again;
    its sites and accesses that the line does not name end.
    """
    async with desk.database.read() as tx:
        providers = {name: key for key, name in (await people.list_providers(tx)).items()}
    line = read_register_line(document, frozenset(providers))
    if not isinstance(line, RegisterLine):
        return line
    async with desk.database.transaction() as tx:
        pen = Pen(tx, desk.sealer, line.province, desk.clock())
        await _enter_line(pen, line, providers)
    return ()


async def export_subjects(desk: Desk) -> AsyncIterator[dict[str, Any]]:
    """Give the whole register, a line for each subject, as `import_subject` takes it."""
    async with desk.database.read() as tx:
        names = await people.list_providers(tx)
    for province in PROVINCES:
        after = ""
        while True:
            async with desk.database.read() as tx:
                page = await register.page(tx, desk.sealer, province, after, _STRETCH)
            for registered in page:
                yield plain_line(registered, names)
            if len(page) < _STRETCH:
                break
            after = page[-1].number


async def _enter_line(pen: Pen, line: RegisterLine, providers: Mapping[str, int]) -> None:
    await _end_unnamed(pen, line, providers)
    await register.put_subject(pen, line.number, line.subject)
    serial = serial_of(line.number)
    if serial is not None:
        await register.raise_serial(pen.tx, pen.province, *serial)
    for site in line.sites:
        await register.put_site(pen, line.number, site.number, site.site)
        for name, access in site.accesses.items():
            await register.put_access(pen, site.number, providers[name], access)


async def _end_unnamed(pen: Pen, line: RegisterLine, providers: Mapping[str, int]) -> None:
    found = await register.lock(pen.tx, pen.sealer, pen.province, [line.number])
    if line.number not in found:
        return
    named = {site.number: {providers[name] for name in site.accesses} for site in line.sites}
    for site in found[line.number].sites:
        if site.number not in named:
            await register.end_sites(pen, line.number, [site.number])
            continue
        for provider in sorted(site.accesses.keys() - named[site.number]):
            await register.end_accesses(pen, site.number, provider)


async def _enter(pen: Pen, entry: Entry, registered: Registered | None) -> None:
    match entry:
        case PutSubject(number, subject):
            await register.put_subject(pen, number, subject)
        case PutSite(number, site):
            await register.put_site(pen, number.rpartition("-")[0], number, site)
        case PutAccess(number, provider, access):
            await register.put_access(pen, number, provider, access)
        case EndSubject(number):
            sites = () if registered is None else registered.sites
            await register.end_subject(pen, number, [site.number for site in sites])
        case EndSite(number):
            await register.end_sites(pen, number.rpartition("-")[0], [number])
        case EndAccess(number, provider):
            await register.end_accesses(pen, number, provider)

"""The register (备案库): subjects, sites, accesses; sealed with a key for each subject."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from heyan.keys.sealing import DataKey, Sealer
from heyan.rules.filing import Access, Site, Subject
from heyan.rules.register import Registered, RegisteredSite
from heyan.rules.writing import (
    access_from,
    plain_access,
    plain_site,
    plain_subject,
    site_from,
    subject_from,
)
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("register")


@dataclass(frozen=True)
class Pen:
    """What writing into the register needs: where, when, and the subject's key."""

    tx: Transaction
    sealer: Sealer
    province: int
    now: datetime


async def find(
    tx: Transaction, sealer: Sealer, province: int, numbers: Sequence[str]
) -> dict[str, Registered]:
    """Load subjects with all that belongs to them, by number."""
    rows = await _Q["find_subjects"].fetch(tx, province=province, numbers=numbers)
    return await _load(tx, sealer, province, rows)


async def lock(
    tx: Transaction, sealer: Sealer, province: int, numbers: Sequence[str]
) -> dict[str, Registered]:
    """Load subjects and hold them until the transaction ends."""
    rows = await _Q["lock_subjects"].fetch(tx, province=province, numbers=numbers)
    return await _load(tx, sealer, province, rows)


async def page(
    tx: Transaction, sealer: Sealer, province: int, after: str, most: int
) -> list[Registered]:
    """Return a stretch of a province's register, by number."""
    rows = await _Q["list_subjects"].fetch(tx, province=province, after=after, most=most)
    return list((await _load(tx, sealer, province, rows)).values())


async def next_serial(tx: Transaction, province: int, year: int) -> int:
    serial: int = await _Q["next_serial"].fetchval(tx, province=province, year=year)
    return serial


async def raise_serial(tx: Transaction, province: int, year: int, serial: int) -> None:
    """Keep new serials above one that came from elsewhere."""
    await _Q["raise_serial"].execute(tx, province=province, year=year, serial=serial)


async def put_subject(pen: Pen, number: str, subject: Subject, last_site: int = 0) -> DataKey:
    """Enter a subject, or replace its data. A key once drawn stays, since sites use it too."""
    rows = await _Q["find_subjects"].fetch(pen.tx, province=pen.province, numbers=[number])
    key = _key(pen.sealer, rows[0]) if rows else pen.sealer.new_key(number)
    plain = msgspec.json.encode(plain_subject(subject))
    await _Q["put_subject"].execute(
        pen.tx,
        province=pen.province,
        number=number,
        data_key=key.wrapped,
        sealed=pen.sealer.seal(key, plain, number),
        last_site=last_site,
        now=pen.now,
    )
    return key


async def put_site(pen: Pen, subject: str, number: str, site: Site) -> None:
    """Enter a site, or replace its data."""
    rows = await _Q["find_subjects"].fetch(pen.tx, province=pen.province, numbers=[subject])
    sealed = pen.sealer.seal(
        _key(pen.sealer, rows[0]), msgspec.json.encode(plain_site(site)), number
    )
    await _Q["put_site"].execute(
        pen.tx, province=pen.province, subject=subject, number=number, sealed=sealed, now=pen.now
    )
    await _Q["raise_last_site"].execute(
        pen.tx, province=pen.province, subject=subject, n=_site_count(number)
    )


async def put_access(pen: Pen, site: str, provider: int, access: Access) -> None:
    await _Q["put_access"].execute(
        pen.tx, province=pen.province, site=site, provider=provider, data=plain_access(access),
        now=pen.now,
    )  # fmt: skip


async def end_subject(pen: Pen, number: str, sites: Sequence[str]) -> None:
    """Cancel a subject with all its sites and accesses."""
    await end_sites(pen, number, sites)
    await _Q["end_subject"].execute(pen.tx, province=pen.province, number=number, now=pen.now)


async def end_sites(pen: Pen, subject: str, sites: Sequence[str]) -> None:
    """Cancel sites with all their accesses."""
    for number in sites:
        await end_accesses(pen, number, None)
        await _Q["end_sites"].execute(
            pen.tx, province=pen.province, subject=subject, number=number, now=pen.now
        )


async def end_accesses(pen: Pen, site: str, provider: int | None) -> None:
    """Cancel one provider's access to a site, or all."""
    await _Q["end_accesses"].execute(
        pen.tx, province=pen.province, sites=[site], provider=provider, now=pen.now
    )


async def _load(
    tx: Transaction, sealer: Sealer, province: int, rows: Sequence[asyncpg.Record]
) -> dict[str, Registered]:
    if not rows:
        return {}
    subjects = [row["number"] for row in rows]
    keys = {row["number"]: _key(sealer, row) for row in rows}
    site_rows = await _Q["sites_of"].fetch(tx, province=province, subjects=subjects)
    accesses = defaultdict[str, dict[int, Access]](dict)
    numbers = [row["number"] for row in site_rows]
    for row in await _Q["accesses_of"].fetch(tx, province=province, sites=numbers):
        accesses[row["site"]][row["provider"]] = access_from(row["data"])
    sites = defaultdict[str, list[RegisteredSite]](list)
    for row in site_rows:
        number = row["number"]
        site = RegisteredSite(
            number=number,
            site=site_from(_unsealed(sealer, keys[row["subject"]], row)),
            accesses=accesses[number],
        )
        sites[row["subject"]].append(site)
    return {
        row["number"]: Registered(
            number=row["number"],
            province=province,
            subject=subject_from(_unsealed(sealer, keys[row["number"]], row)),
            last_site=row["last_site"],
            sites=tuple(sites[row["number"]]),
        )
        for row in rows
    }


def _unsealed(sealer: Sealer, key: DataKey, row: asyncpg.Record) -> dict[str, Any]:
    plain = sealer.unseal(key, row["sealed"], row["number"])
    return msgspec.json.decode(plain, type=dict[str, Any])


def _key(sealer: Sealer, row: asyncpg.Record) -> DataKey:
    return sealer.open_key(row["data_key"], row["number"])


def _site_count(number: str) -> int:
    suffix = number.rpartition("-")[2].rstrip("AXK")
    return int(suffix)

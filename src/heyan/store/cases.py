"""Cases (核验单), their challenges and the filings they carry; what is personal is sealed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import asyncpg
import msgspec

from heyan.keys.sealing import Sealer
from heyan.rules.case import Challenge
from heyan.store import due_cases
from heyan.store.case_rows import NewCase, Stored, sealed_challenge, stored_case
from heyan.store.database import Transaction
from heyan.store.due_cases import Place
from heyan.store.queries import read_queries

_Q = read_queries("cases")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of a provider's cases are listed: None asks for all."""

    provider: int
    state: str | None
    reference: str | None
    after: int
    most: int


async def take_numbers(tx: Transaction, count: int) -> list[int]:
    return [row["number"] for row in await _Q["take_numbers"].fetch(tx, count=count)]


async def lock_words(tx: Transaction, words: Iterable[bytes]) -> None:
    """Hold words until the transaction ends, in one order for everybody."""
    short = sorted({int.from_bytes(word[:8], signed=True) for word in words})
    await _Q["lock_words"].execute(tx, words=short)


async def open_seeds(tx: Transaction, mobiles: Sequence[bytes]) -> list[asyncpg.Record]:
    return await _Q["open_seeds"].fetch(tx, mobiles=mobiles)


async def same_references(
    tx: Transaction, provider: int, references: Sequence[str]
) -> list[asyncpg.Record]:
    return await _Q["same_references"].fetch(tx, provider=provider, references=references)


async def add(tx: Transaction, sealer: Sealer, province: int, new: Sequence[NewCase]) -> None:
    """Keep new cases of one province: cases, filings, challenges."""
    if not new:
        return
    cases = [n.case for n in new]
    pairs = [(n, challenge) for n in new for challenge in n.case.challenges]
    await _Q["insert"].execute(
        tx,
        province=province,
        numbers=[c.id.number for c in cases],
        providers=[c.provider for c in cases],
        references=[n.reference for n in new],
        fingerprints=[n.fingerprint for n in new],
        kinds=[c.kind for c in cases],
        editions=[c.edition.name for c in cases],
        states=[c.state for c in cases],
        opened_ats=[c.opened_at for c in cases],
        due_ats=[c.due_at for c in cases],
        data_keys=[n.key.wrapped for n in new],
        filings=[n.sealed_filing for n in new],
        bases=[msgspec.json.encode(n.bases).decode() for n in new],
        challenge_numbers=[n.case.id.number for n, _ in pairs],
        ns=[c.n for _, c in pairs],
        mobiles=[n.mobiles[c.n] for n, c in pairs],
        boxes=[sealed_challenge(sealer, n, c) for n, c in pairs],
        becauses=[" ".join(c.because) for _, c in pairs],
        challenge_states=[c.state for _, c in pairs],
        code_keys=[c.code_key for _, c in pairs],
        redraws=[c.redraw for _, c in pairs],
        messages=[c.messages for _, c in pairs],
    )


async def lock(
    tx: Transaction, sealer: Sealer, province: int, numbers: Sequence[int]
) -> dict[int, Stored]:
    """Load cases by number and hold them until the transaction ends."""
    rows = await _Q["lock_cases"].fetch(tx, province=province, numbers=numbers)
    return await _load(tx, sealer, province, rows)


async def lock_unopened(
    tx: Transaction, province: int, numbers: Sequence[int]
) -> dict[int, Stored]:
    """Load and hold cases without what is sealed of them, whether it opens or not."""
    rows = await _Q["lock_cases"].fetch(tx, province=province, numbers=numbers)
    return await _load(tx, None, province, rows)


async def lock_asked(
    tx: Transaction, sealer: Sealer, province: int, mobiles: Sequence[bytes]
) -> dict[int, Stored]:
    """Load and hold the cases in which one of the numbers has an open challenge."""
    rows = await _Q["lock_asked"].fetch(tx, province=province, mobiles=mobiles)
    return await _load(tx, sealer, province, rows)


async def provinces_asking(tx: Transaction, mobile: bytes) -> list[int]:
    """Return the provinces in which a number is asked, for a portal that serves them all."""
    rows = await _Q["provinces_asking"].fetch(tx, mobiles=[mobile])
    return [row["province"] for row in rows]


async def find(
    tx: Transaction, sealer: Sealer | None, province: int, numbers: Sequence[int]
) -> dict[int, Stored]:
    """Load cases by number, changing nothing; in a snapshot, or without what is sealed of them.

    Elsewhere a case may be erased between its row and its challenges, and not open.
    """
    rows = await _Q["find_cases"].fetch(tx, province=province, numbers=numbers)
    return await _load(tx, sealer, province, rows)


async def numbers_from(tx: Transaction, province: int, first: int, most: int) -> list[int]:
    """Return the numbers of a province's cases from one on, in their order."""
    rows = await _Q["numbers_from"].fetch(tx, province=province, first=first, most=most)
    return [row["number"] for row in rows]


async def provinces(tx: Transaction) -> list[int]:
    """Return the provinces that have cases."""
    return [row["province"] for row in await _Q["provinces"].fetch(tx)]


async def find_as_kept(tx: Transaction, province: int, numbers: Sequence[int]) -> dict[int, Stored]:
    """Load cases as they are kept by themselves: without outages, and what is sealed of them."""
    rows = await _Q["find_without_outages"].fetch(tx, province=province, numbers=numbers)
    return await _load(tx, None, province, rows)


async def take_due(
    tx: Transaction, sealer: Sealer, province: int, now: datetime, most: int, after: Place
) -> tuple[dict[int, Stored], Place]:
    """Load and hold cases on which time must act, and tell the place of the last."""
    rows, last = await due_cases.take(tx, province, now, most, after)
    return await _load(tx, sealer, province, rows), last


async def postpone(tx: Transaction, province: int, numbers: Sequence[int], until: datetime) -> None:
    await _Q["postpone"].execute(tx, province=province, numbers=numbers, until=until)


async def renumber(
    tx: Transaction, sealer: Sealer, stored: Stored, challenge: Challenge, mobile: bytes
) -> None:
    """Keep a challenge's corrected number (R8); `mobile` is its keyed hash."""
    case = stored.case.id
    await _Q["renumber"].execute(
        tx,
        province=case.province,
        number=case.number,
        n=challenge.n,
        mobile=mobile,
        sealed=sealed_challenge(sealer, stored, challenge),
    )


async def data_keys(tx: Transaction, province: int, numbers: Sequence[int]) -> dict[int, bytes]:
    """Return the wrapped data keys of cases; an erased one has none."""
    rows = await _Q["data_keys"].fetch(tx, province=province, numbers=numbers)
    return {row["number"]: row["data_key"] for row in rows}


async def providers_of(tx: Transaction, province: int, numbers: Sequence[int]) -> dict[int, int]:
    rows = await _Q["providers_of"].fetch(tx, province=province, numbers=numbers)
    return {row["number"]: row["provider"] for row in rows}


async def list_of_provider(tx: Transaction, province: int, wanted: Wanted) -> list[Stored]:
    """List cases without what is sealed of them."""
    rows = await _Q["list_cases"].fetch(tx, province=province, **asdict(wanted))
    return list((await _load(tx, None, province, rows)).values())


async def list_reviews(tx: Transaction, province: int, after: int, most: int) -> list[Stored]:
    """List cases that wait for a verdict, without what is sealed of them."""
    rows = await _Q["list_reviews"].fetch(tx, province=province, after=after, most=most)
    return list((await _load(tx, None, province, rows)).values())


async def _load(
    tx: Transaction, sealer: Sealer | None, province: int, rows: Sequence[asyncpg.Record]
) -> dict[int, Stored]:
    challenges = await _challenges(tx, province, rows)
    return {row["number"]: stored_case(sealer, row, challenges[row["number"]]) for row in rows}


async def _challenges(
    tx: Transaction, province: int, rows: Sequence[asyncpg.Record]
) -> dict[int, list[asyncpg.Record]]:
    """Read the challenges after the cases are held, so that they are as new as the locks."""
    challenges = defaultdict[int, list[asyncpg.Record]](list)
    numbers = [row["number"] for row in rows]  # none of them: asked all the same, for time (R19)
    for row in await _Q["challenges_of"].fetch(tx, province=province, numbers=numbers):
        challenges[row["number"]].append(row)
    return challenges

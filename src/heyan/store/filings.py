"""Filings as they were submitted, sealed, and what a change was held against."""

from heyan.keys.sealing import Sealer
from heyan.rules.ids import CaseId
from heyan.store.case_rows import Stored, about
from heyan.store.database import Transaction
from heyan.store.queries import read_queries

_Q = read_queries("filings")


async def read_filing(tx: Transaction, sealer: Sealer, stored: Stored) -> bytes | None:
    """Return the filing as canonical JSON; None when it has been erased."""
    case = stored.case.id
    rows = await _Q["filings_of"].fetch(tx, province=case.province, numbers=[case.number])
    if stored.key is None or not rows:
        return None
    return sealer.unseal(stored.key, rows[0]["sealed"], about(case, "filing"))


async def read_bases(tx: Transaction, case: CaseId) -> dict[str, str]:
    """Return what a change was held against."""
    rows = await _Q["filings_of"].fetch(tx, province=case.province, numbers=[case.number])
    return dict(rows[0]["bases"]) if rows else {}


async def replace_filing(tx: Transaction, sealer: Sealer, stored: Stored, plain: bytes) -> None:
    """Keep a filing as it was corrected."""
    case = stored.case.id
    if stored.key is None:
        raise LookupError(f"case {case} has been erased")
    sealed = sealer.seal(stored.key, plain, about(case, "filing"))
    await _Q["replace_filing"].execute(
        tx, province=case.province, number=case.number, sealed=sealed
    )

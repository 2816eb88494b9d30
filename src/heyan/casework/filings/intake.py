"""A provider submits a filing, or takes it back (R2-R9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from heyan.casework import consequences
from heyan.casework.consequences import changes_of
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.opening import open_cases
from heyan.casework.filings.submissions import Submission, TakenIn
from heyan.casework.filings.views import FilingView
from heyan.casework.messages.porting import look_up, numbers_in
from heyan.casework.people import Provider
from heyan.rules.calendar import beijing_day
from heyan.rules.case import State
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.rules.reading import read_filing
from heyan.rules.refusals import BadIdempotencyKey, Faulty, MovedOn, NoSuchFiling, Refusal
from heyan.rules.verdicts import withdraw
from heyan.rules.writing import canonical
from heyan.store import cases
from heyan.store.database import retrying

_LONGEST_KEY = 255


@dataclass(frozen=True)
class Submitted:
    """A filing that has been taken in; `repeated` when it had been before, under the same key."""

    filing: FilingView
    repeated: bool


async def submit_filing(
    desk: Desk,
    provider: Provider,
    document: object,
    *,
    idempotency_key: str | None = None,
    body: bytes = b"",
) -> Submitted:
    """Take a filing in. Raises Faulty, ReferenceInUse, KeyReused, BadIdempotencyKey."""
    filing = _read(desk, document)
    await look_up(desk, numbers_in(filing))
    key = None if idempotency_key is None else _key_hash(desk, idempotency_key)
    written = canonical(filing)
    submission = Submission(
        provider.id,
        filing,
        written,
        _fingerprint(desk, written),
        key,
        desk.keys.lookup("body", (body or written).hex()),
    )
    taken = await desk.together(_decide_filings, filing.province, submission)
    return Submitted(await lookups.find_filing(desk, provider, taken.case), taken.repeated)


async def take_in(desk: Desk, provider: Provider, document: object) -> TakenIn:
    """Take a filing in from a file or stream: the very same line again opens nothing.

    Raises Faulty, ReferenceInUse.
    """
    filing = _read(desk, document)
    await look_up(desk, numbers_in(filing))
    written = canonical(filing)
    submission = Submission(provider.id, filing, written, _fingerprint(desk, written), again=False)
    return await desk.together(_decide_filings, filing.province, submission)


async def withdraw_filing(desk: Desk, provider: Provider, case: CaseId) -> FilingView:
    """Take a filing back, before the verdict. Raises NoSuchFiling, MovedOn."""
    await retrying(partial(_withdraw, desk, provider, case))
    return await lookups.find_filing(desk, provider, case)


async def _decide_filings(
    desk: Desk, province: int, submissions: Sequence[Submission]
) -> Sequence[TakenIn | Refusal]:
    """Open a case for each submission that has nothing against it."""
    async with desk.database.transaction() as tx:
        answers = await open_cases(desk, tx, province, submissions)
    desk.ring_for_messages()
    return answers


async def _withdraw(desk: Desk, provider: Provider, case: CaseId) -> None:
    now = desk.clock()
    async with desk.database.transaction() as tx:
        loaded = await cases.lock(tx, desk.sealer, case.province, [case.number])
        stored = loaded.get(case.number)
        if stored is None or stored.case.provider != provider.id:
            raise NoSuchFiling
        changes = changes_of(case.province, loaded)
        changes.take(withdraw(stored.case, now))
        await consequences.save(tx, changes, now)
    if changes.cases[case.number].state is State.RETURNED:
        raise MovedOn


def _read(desk: Desk, document: object) -> Filing:
    read = read_filing(document, beijing_day(desk.clock()))
    if isinstance(read, Filing):
        return read
    raise Faulty(read)


def _fingerprint(desk: Desk, written: bytes) -> bytes:
    return desk.keys.lookup("filing", written.hex())


def _key_hash(desk: Desk, key: str) -> bytes:
    if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadIdempotencyKey
    return desk.keys.lookup("idempotency", key)

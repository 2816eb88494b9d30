"""Submissions: filings that wait to be taken in, and what was answered to the same before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from heyan.rules.case import ENDED, State
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.rules.refusals import KeyReused, ReferenceInUse
from heyan.store import cases, intake
from heyan.store.database import Transaction

IDEMPOTENCY = timedelta(days=7)


@dataclass(frozen=True)
class Submission:
    """A filing that waits in line to be taken in."""

    provider: int
    filing: Filing = field(repr=False)
    written: bytes = field(repr=False)  # the filing, as it is sealed
    fingerprint: bytes
    key: bytes | None = None  # keyed hash of the Idempotency-Key
    body: bytes = b""  # keyed hash of the body it came with
    again: bool = True  # open a new case although the very same filing has had one

    @property
    def name(self) -> tuple[int, str]:
        """What only one open case may bear."""
        return self.provider, self.filing.reference


@dataclass(frozen=True)
class TakenIn:
    """The case that a filing led to; `repeated` when it had been opened before."""

    case: CaseId
    state: State
    repeated: bool


@dataclass
class Precedents:
    """What was opened before, in the database or earlier in the same batch."""

    _keys: dict[tuple[int, bytes], tuple[bytes, TakenIn]] = field(default_factory=dict)
    _names: dict[tuple[int, str], list[tuple[bytes, TakenIn]]] = field(default_factory=dict)

    def add(self, submission: Submission, taken: TakenIn) -> None:
        """Remember what a submission led to, for those behind it."""
        before = replace(taken, repeated=True)
        if submission.key is not None:
            self._keys[submission.provider, submission.key] = submission.body, before
        self._names.setdefault(submission.name, []).append((submission.fingerprint, before))

    def repeated(self, submission: Submission) -> TakenIn | KeyReused | None:
        """Return what was answered under the same key, or to the very same line."""
        if submission.key is not None:
            given = self._keys.get((submission.provider, submission.key))
            if given is not None:
                body, taken = given
                return taken if body == submission.body else KeyReused()
        if not submission.again:
            for fingerprint, taken in self._names.get(submission.name, ()):
                if fingerprint == submission.fingerprint:
                    return taken
        return None

    def in_use(self, submission: Submission) -> ReferenceInUse | None:
        """Refuse a reference that an open case bears."""
        same = self._names.get(submission.name, ())
        in_use = any(taken.state not in ENDED for _, taken in same)
        return ReferenceInUse() if in_use else None


async def find_precedents(
    tx: Transaction, submissions: Sequence[Submission], now: datetime
) -> Precedents:
    """Load what was opened before under the keys and references of a batch."""
    keys = {}
    for provider, key in {(s.provider, s.key) for s in submissions if s.key is not None}:
        row = await intake.find_answer(tx, provider, key, now - IDEMPOTENCY)
        if row is not None:
            case = CaseId(row["province"], row["number"])
            keys[provider, key] = row["body"], TakenIn(case, State(row["state"]), repeated=True)
    names: dict[tuple[int, str], list[tuple[bytes, TakenIn]]] = {}
    for provider, references in _by_provider(submissions):
        for row in await cases.same_references(tx, provider, references):
            case = CaseId(row["province"], row["number"])
            taken = TakenIn(case, State(row["state"]), repeated=True)
            names.setdefault((provider, row["reference"]), []).append((row["fingerprint"], taken))
    return Precedents(keys, names)


def _by_provider(submissions: Sequence[Submission]) -> Iterator[tuple[int, list[str]]]:
    for provider in dict.fromkeys(s.provider for s in submissions):
        yield provider, [s.filing.reference for s in submissions if s.provider == provider]

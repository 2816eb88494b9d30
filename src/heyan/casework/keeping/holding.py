"""Holding cases against their histories (R30): what one of the two says, the other has to say too.

A trail that somebody cut off, and whose end they set back, is whole in itself; but the cases and
messages that its last entries were about are still as those entries left them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from heyan.casework.desk import Desk
from heyan.rules.events import OutageDeclared
from heyan.rules.facts import Facts, facts_kept
from heyan.rules.history import facts_told
from heyan.rules.ids import CaseId
from heyan.rules.outages import declared
from heyan.store import cases, messages, outages, trail
from heyan.store.database import Transaction
from heyan.store.messages import Message
from heyan.store.trail import Entry

MOST_SHOWN = 20
MOST_OF_A_CASE = 5
_STRETCH = 500
_NOBODY = 0  # the number of entries that are about no case
_FIRST_OF_ALL, _LAST_OF_ALL = -(2**63), 2**63 - 1  # also cases with numbers that none has
_NO_HISTORY = (LookupError, TypeError, AttributeError, *trail.UNREADABLE)
_UNREADABLE = "something that cannot be read"
_NEITHER: tuple[Facts, Facts] = ({"all of it": _UNREADABLE}, {})


@dataclass(frozen=True)
class Contradiction:
    """Something that is kept otherwise than the trail tells; "" is what is not there at all."""

    case: str  # "" for what is about no case
    what: str
    kept: str
    told: str


@dataclass
class Held:
    """What came of holding a province's cases against its trail."""

    province: int
    cases: int = 0  # that were held
    at_odds: set[int] = field(default_factory=set)
    contradictions: list[Contradiction] = field(default_factory=list)  # the first of them

    def hold(self, number: int, kept: Facts, told: Facts) -> None:
        """Note in what a case and its history contradict each other."""
        name = "" if number == _NOBODY else str(CaseId(self.province, number))
        words = [word for word in {**kept, **told} if kept.get(word, "") != told.get(word, "")]
        if words:
            self.at_odds.add(number)
        self.contradictions += [
            Contradiction(name, word, kept.get(word, ""), told.get(word, ""))
            for word in words[: min(MOST_OF_A_CASE, MOST_SHOWN - len(self.contradictions))]
        ]


async def hold_cases(desk: Desk, province: int) -> Held:
    """Hold each case of a province against its history, and outages against what is told of them.

    The trail is to be proved after that: then what was told here is proved with it.
    """
    held = Held(province)
    async with desk.database.snapshot() as tx:
        held.hold(_NOBODY, *await _read_outages(tx, province))
    first, most = _FIRST_OF_ALL, _STRETCH
    while True:
        async with desk.database.snapshot() as tx:
            numbers = await cases.numbers_from(tx, province, first, most)
            found = await _read(tx, province, numbers)
        if not numbers:
            break
        if found is None and most > 1:
            most //= 2  # until what cannot be read stands alone
            continue
        for number in numbers:
            kept, told = _NEITHER if found is None else found[number]
            held.hold(number, kept, told)
        held.cases += len(numbers)
        if numbers[-1] == _LAST_OF_ALL:
            break
        first, most = numbers[-1] + 1, min(2 * most, _STRETCH)
    return held


async def miss_cases(desk: Desk, held: Held, entries: Sequence[Entry]) -> None:
    """Note of which cases there are entries, and no case."""
    about = {entry.number for entry in entries if isinstance(entry.number, int)}
    numbers = sorted(about - held.at_odds - {_NOBODY})
    async with desk.database.read() as tx:
        for number in await trail.caseless(tx, held.province, numbers):
            held.hold(number, {}, {"case": "accepted"})


async def _read(
    tx: Transaction, province: int, numbers: Sequence[int]
) -> Mapping[int, tuple[Facts, Facts]] | None:
    """Return of each case how it is kept and how it is told; None if one cannot be read."""
    entries, ledger = defaultdict[int, list[Entry]](list), defaultdict[int, list[Message]](list)
    try:
        for entry in await trail.of_cases(tx, province, numbers):
            entries[entry.number].append(entry)
        for message in await messages.of_cases(tx, province, numbers):
            ledger[message.key.case].append(message)
        found = await cases.find_as_kept(tx, province, numbers)
        return {
            number: (
                facts_kept(stored.case, stored.ended_at, stored.erased_at, ledger[number]),
                facts_told(entries[number]),
            )
            if number in entries
            else ({"case": "kept"}, {})
            for number, stored in found.items()
        }
    except _NO_HISTORY:
        return None


async def _read_outages(tx: Transaction, province: int) -> tuple[Facts, Facts]:
    try:
        found = await outages.find_all(tx)
        kept = [declared(span, reason).data() for span, reason, _ in found]
        entries = await trail.of_case(tx, CaseId(province, _NOBODY))
        told = [_outage(entry.data) for entry in entries if entry.type == OutageDeclared.type]
    except _NO_HISTORY:
        return {"outages": _UNREADABLE}, {}
    return {"outages": "; ".join(sorted(map(_outage, kept)))}, {"outages": "; ".join(sorted(told))}


def _outage(data: Mapping[str, object]) -> str:
    return f"{data['starts_at']} to {data['ends_at']}, {data['reason']}"

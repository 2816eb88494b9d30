"""The crowd: invented people whose numbers are asked, and who know their codes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from math import gcd

from heyan.casework.answers.answering import Given
from heyan.casework.answers.counting import Caller
from heyan.casework.desk import Desk
from heyan.keys.sealing import DataKey
from heyan.rules.case import Case, Challenge
from heyan.rules.code import derive_code
from heyan.rules.editions import PILOT_2017
from heyan.rules.filing import FilingKind
from heyan.rules.ids import CaseId
from heyan.rules.phone import Mobile
from heyan.store.case_rows import Stored, about, sealed_challenge

PROVINCES = tuple(PILOT_2017.provinces)
PROVIDERS = 20
NAME = "海河新闻"
_FIRST_ADDRESS = int(ip_address("10.0.0.1"))
_NETWORKS = 65_536  # of 256 addresses; people who come together come from different ones
_LONG_STEP = 4_801  # a prime: the crowd is in no order of numbers


@dataclass(frozen=True)
class Person:
    """One of the crowd, with what they type; `place` is theirs in the order of a round."""

    place: int
    case: CaseId
    given: Given = field(repr=False)
    caller: Caller = field(repr=False)  # each from an address of their own


@dataclass(frozen=True)
class LiveRow:
    """What is kept of a person's case and challenge."""

    place: int
    case: CaseId
    mobile: bytes
    key: DataKey
    sealed: bytes = field(repr=False)


def places_of(open_cases: int, count: int, homes: int = len(PROVINCES)) -> Sequence[CaseId]:
    """Choose the cases that a round works: spread evenly over all in so many provinces, mixed."""
    there = cases_in(open_cases, homes)
    count = min(there, count)
    step = _LONG_STEP if gcd(_LONG_STEP, count) == 1 else 1
    return _cases_at((place * step % count * there // count for place in range(count)), homes)


def row_of(open_cases: int, count: int, homes: int = len(PROVINCES)) -> Sequence[CaseId]:
    """Choose the cases on which time acts in a round: those that were opened one after another.

    What was opened together is over together, and sent again at the same noon.
    """
    there = cases_in(open_cases, homes)
    count = min(there, count)
    first = (there - count) // 2 // (2 * homes) * (2 * homes)  # of numbers by turns even and odd
    return _cases_at(range(first, first + count), homes)


def _cases_at(chosen: Iterable[int], homes: int) -> Sequence[CaseId]:
    numbers = (each // homes * len(PROVINCES) + each % homes + 1 for each in chosen)
    return [CaseId(province_of(number), number) for number in numbers]


def cases_in(open_cases: int, homes: int) -> int:
    """Count the seeded cases that are kept in the first so many provinces."""
    rounds, rest = divmod(open_cases, len(PROVINCES))
    return rounds * homes + min(rest, homes)


def province_of(number: int) -> int:
    """Return where a seeded case is kept."""
    return PROVINCES[(number - 1) % len(PROVINCES)]


def person(desk: Desk, place: int, case: CaseId) -> Person:
    """Make up one of the crowd."""
    code = derive_code(desk.keys.codes[desk.keys.codes.current], _case(desk, place, case).seed(
        _challenge(desk, place)))  # fmt: skip
    given = Given(mobile=_mobile(place), code=code, tail=_tail(place))
    address = _FIRST_ADDRESS + place % _NETWORKS * 256 + place // _NETWORKS
    return Person(place, case, given, Caller(str(ip_address(address))))


def live_rows(desk: Desk, cases: Sequence[CaseId]) -> Iterator[LiveRow]:
    """Seal what is personal of each, as intake does."""
    for place, case in enumerate(cases):
        challenge = _challenge(desk, place)
        key = desk.sealer.new_key(about(case))
        mobile = desk.mobile_hash(challenge.mobile)
        kept = Stored(
            case=_case(desk, place, case), reference="", key=key, mobiles={1: mobile},
            names={1: NAME},
        )  # fmt: skip
        yield LiveRow(place, case, mobile, key, sealed_challenge(desk.sealer, kept, challenge))


def due_at(accepted_at: datetime, *, noon_passed: bool) -> datetime | None:
    """Return when time acts on a case whose message was accepted then."""
    challenge = Challenge(
        n=1, mobile=Mobile(""), tails=frozenset(), because=(), code_key="",
        accepted_at=accepted_at, noon_passed=noon_passed,
    )  # fmt: skip
    return _opened(CaseId(PROVINCES[0], 1), challenge, accepted_at).due_at


def _case(desk: Desk, place: int, case: CaseId) -> Case:
    return _opened(case, _challenge(desk, place), desk.clock())


def _opened(case: CaseId, challenge: Challenge, at: datetime) -> Case:
    return Case(
        id=case, provider=1, kind=FilingKind.NEW_FILING, edition=PILOT_2017, opened_at=at,
        challenges=(challenge,),
    )  # fmt: skip


def _challenge(desk: Desk, place: int) -> Challenge:
    return Challenge(
        n=1,
        mobile=_mobile(place),
        tails=frozenset({_tail(place)}),
        because=("subject", "site:0"),
        code_key=desk.keys.codes.current,
    )


def _mobile(place: int) -> Mobile:
    return Mobile(f"138{place:08}")


def _tail(place: int) -> str:
    return f"{place:06}"

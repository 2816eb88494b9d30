"""What every deed needs: the store, the keys, the clock, the dice, and the edition in force."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar

from heyan.casework.line import Line
from heyan.casework.pressure import Pressure
from heyan.casework.tally import Tally
from heyan.keys.ring import DrawBytes, Ring
from heyan.keys.sealing import Sealer
from heyan.rules.editions import BY_DATE, edition_named, edition_on
from heyan.rules.limits import Limits
from heyan.rules.phone import Carrier, Mobile
from heyan.rules.provinces import BY_CODE
from heyan.rules.rulebook import Edition
from heyan.rules.wording import Wording
from heyan.store.database import Database, retrying

# In the order of their codes; whoever goes through more than one goes this way.
PROVINCES = tuple(sorted(BY_CODE))

# What cannot be worked now rests, so that it does not hold up what comes after it.
SICK_LEAVE = timedelta(hours=1)

Q = TypeVar("Q")
A = TypeVar("A")


class LookUp(Protocol):
    """A service that knows which carriers serve numbers; whom it does not know it leaves out."""

    async def __call__(self, mobiles: Sequence[Mobile]) -> Mapping[Mobile, Carrier]: ...


@dataclass(frozen=True)
class Desk:
    """Handed to every deed."""

    database: Database
    sealer: Sealer
    clock: Callable[[], datetime]
    draw: DrawBytes
    wording: Wording
    edition: str = "pilot-2017"
    # Accounts whose carriers put the signature in front of a message themselves.
    signed_by_carrier: frozenset[str] = frozenset()
    sandbox: bool = False
    # So long ended cases keep what is personal of them; None: until somebody erases it.
    keep: timedelta | None = None
    limits: Limits = field(default_factory=Limits)
    pressure: Pressure = field(default_factory=Pressure)
    # What people do by hand takes its time on this clock, however fast a sandbox's runs.
    hands: Callable[[], datetime] | None = None
    # Asks a look-up service which carriers serve numbers; casework/messages/porting.py says how.
    look_up: LookUp | None = None
    # Rung after a commit that left messages to be sent; other processes look once a second.
    ring_for_messages: Callable[[], None] = field(default=lambda: None)
    tally: Tally = field(default_factory=Tally, repr=False)
    _lines: dict[object, Line[Any, Any]] = field(default_factory=dict, init=False, repr=False)

    @property
    def keys(self) -> Ring:
        return self.sealer.ring

    @property
    def portal_domain(self) -> str:
        return self.wording.portal_domain

    def wording_over(self, account: str) -> Wording:
        """Return how messages are worded that go out over an account."""
        signed = self.wording.signed_by_carrier or account in self.signed_by_carrier
        return replace(self.wording, signed_by_carrier=signed)

    def hand_time(self) -> datetime:
        return self.clock() if self.hands is None else self.hands()

    def edition_now(self) -> Edition:
        """Return the edition that new cases are opened under."""
        if self.edition == BY_DATE:
            return edition_on(self.clock())
        return edition_named(self.edition)

    def mobile_hash(self, mobile: Mobile) -> bytes:
        """Return what rows of this number are found by."""
        return self.keys.lookup("mobile", mobile)

    async def together(
        self,
        decide: "Callable[[Desk, int, Sequence[Q]], Awaitable[Sequence[A | Exception]]]",
        province: int,
        question: Q,
    ) -> A:
        """Have a question decided together with those that wait for the same deed."""
        line: Line[Q, A] | None = self._lines.get(decide)
        if line is None:
            line = self._lines[decide] = Line(partial(_decide, self, decide))
        return await line.ask(province, question)


async def _decide(
    desk: Desk,
    decide: Callable[[Desk, int, Sequence[Q]], Awaitable[Sequence[A | Exception]]],
    province: int,
    questions: Sequence[Q],
) -> Sequence[A | Exception]:
    desk.tally.note_batch(decide.__name__.removeprefix("_decide_"), len(questions))
    return await retrying(partial(decide, desk, province, questions))

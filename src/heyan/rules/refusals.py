"""What the house may refuse. A refusal is an answer, not a fault."""

import re
from collections.abc import Sequence
from datetime import timedelta

from heyan.rules.faults import Fault

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Refusal(Exception):
    """The answer is no."""

    @property
    def code(self) -> str:
        """The name of the refusal as programs read it."""
        return _CAPITAL.sub("_", type(self).__name__).lower()


class Faulty(Refusal):
    """A filing has faults; all of them are told at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


class NoSuchRecord(Refusal):
    """Nothing waits for this number, code and tail (找不到记录)."""


class NoSuchFiling(Refusal):
    """No filing of this provider or bureau has that id."""


class NoSuchEntry(Refusal):
    """The register (备案库) has no such number."""


class NoSuchProvider(Refusal):
    """No provider has that name."""


class NameTaken(Refusal):
    """A provider or officer of that name is already known."""


class TooManyTries(Refusal):
    """So many tries came from one address or network that it has to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


class MovedOn(Refusal):
    """The case has left the state in which this could be done."""


class NotEnded(Refusal):
    """Only a case that has ended can be erased."""


class NotLocked(Refusal):
    """Only a locked challenge can be unlocked (R25)."""


class NoSuchChallenge(Refusal):
    """The filing has no challenge of that number."""


class BadMobile(Refusal):
    """What was given is no mainland mobile number."""


class NoMoreCorrections(Refusal):
    """The numbers of a case can be corrected so many times and no more (R8)."""


class NumberFromRegister(Refusal):
    """The number is the registered one; it is changed through the present provider (R7)."""


class NumberInCase(Refusal):
    """Another challenge of the case asks this number already (R4)."""


class SameNumber(Refusal):
    """The challenge has this number already."""


class BadOutage(Refusal):
    """An outage ends after it starts."""


class RegisterMoved(Refusal):
    """The register has changed since the filing was taken in; what it builds on is gone."""


class NeedsReason(Refusal):
    """A rejection says why (R29)."""


class ReferenceInUse(Refusal):
    """Another open filing of the provider bears this reference."""


class KeyReused(Refusal):
    """The Idempotency-Key was used for another body."""


class BadIdempotencyKey(Refusal):
    """An Idempotency-Key is 1 to 255 printable ASCII characters."""


class BadCursor(Refusal):
    """The cursor is not one that this feed gave."""


class BadFilter(Refusal):
    """No filing can match what is asked for, since the state is no state."""


class BadKey(Refusal):
    """The key is missing or unknown."""


class NotAllowed(Refusal):
    """The key is good, but not for this."""


class TooManyTests(Refusal):
    """Test messages are few: so many to a number, and so many a day."""


class NotInSandbox(Refusal):
    """Only the sandbox can do this."""

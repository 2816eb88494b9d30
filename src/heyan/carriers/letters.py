"""Letters: messages on their way over one connection, part by part, until each has its outcome."""

from dataclasses import dataclass, field

from heyan.rules.ledger import Accepted, MessageKey, Outcome, Refused, Throttled, Unknown
from heyan.wire.dialect import Answer, Verdict


def outcome_of(answer: Answer) -> Outcome:
    """Say in the ledger's words what a carrier's answer means."""
    match answer.verdict:
        case Verdict.ACCEPTED:
            return Accepted(answer.carrier_id)
        case Verdict.THROTTLED:
            return Throttled()
        case Verdict.UNKNOWN:
            return Unknown()
        case Verdict.ACCOUNT:
            return Refused(answer.code, permanent=False, of_account=True)
    return Refused(answer.code, permanent=answer.verdict is Verdict.PERMANENT)


@dataclass
class Letter:
    """One message; its outcome is known when all of its parts have theirs."""

    key: MessageKey
    parts: int = 1
    taking: int = 0  # of the message
    begun: bool = False  # something of it has left us
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    told: Outcome | None = None  # what the ledger has heard of it last

    @property
    def outcome(self) -> Outcome | None:
        """Say what became of the whole, when all parts are heard of or given up.

        A no in passing is the message's only if every part got one: sent again as if nothing had
        left, what has left beside it would be there twice.
        """
        if len(self.outcomes) < self.parts:
            return None
        said = [self.outcomes[number] for number in sorted(self.outcomes)]
        refused = [outcome for outcome in said if isinstance(outcome, Refused)]
        for outcome in refused:
            if outcome.permanent:  # one lost part spoils the whole
                return outcome
        ids = [outcome.carrier_id for outcome in said if isinstance(outcome, Accepted)]
        if len(ids) == len(said):
            return Accepted(ids[0], tuple(ids[1:]))
        if ids or Unknown() in said:
            return Unknown()
        return refused[0] if refused else Throttled()

    def close(self, rest: Outcome) -> None:
        """Give every part that has no outcome this one."""
        for number in range(1, self.parts + 1):
            self.outcomes.setdefault(number, rest)


@dataclass(frozen=True)
class Sent:
    """One part on the wire."""

    letter: Letter
    number: int
    at: float


class Letters:
    """What was sent under which sequence number of one connection."""

    def __init__(self, most_overdue: int) -> None:
        self._most_overdue = most_overdue
        self._under_way: dict[int, Sent] = {}
        self._overdue: dict[int, Sent] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def add(self, sequence: int, sent: Sent) -> None:
        self._under_way[sequence] = sent

    def answered(self, sequence: int, outcome: Outcome) -> Sent | None:
        """Note an answer, in time or late."""
        sent = self._under_way.pop(sequence, None) or self._overdue.pop(sequence, None)
        if sent is not None:
            sent.letter.outcomes[sent.number] = outcome
        return sent

    def unanswered(self, sequence: int) -> Sent | None:
        """Note that no answer came, and remember the letter in case one comes late."""
        sent = self._under_way.pop(sequence, None)
        if sent is not None:
            sent.letter.outcomes[sent.number] = Unknown()
            self._overdue[sequence] = sent
            while len(self._overdue) > self._most_overdue:
                del self._overdue[next(iter(self._overdue))]
        return sent

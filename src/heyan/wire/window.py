"""The window (滑动窗口): which requests of ours wait for their answers, and for how long."""

from enum import Enum


class Match(Enum):
    """Whether an answer belongs to a request of ours."""

    AWAITED = "awaited"
    LATE = "late"
    UNKNOWN = "unknown"


class Window:
    """Requests in the order they were sent; those given up are remembered for a while."""

    def __init__(self, size: int, patience: float) -> None:
        self._size = size
        self._patience = patience
        self._most_given_up = 64 * size
        self._sent_at: dict[int, float] = {}
        self._given_up: dict[int, None] = {}

    def __len__(self) -> int:
        return len(self._sent_at)

    @property
    def room(self) -> int:
        return self._size - len(self._sent_at)

    @property
    def next_late_at(self) -> float | None:
        return next(iter(self._sent_at.values()), None) if self._sent_at else None

    def add(self, sequence: int, now: float) -> None:
        self._given_up.pop(sequence, None)
        self._sent_at[sequence] = now + self._patience

    def match(self, sequence: int) -> Match:
        """Take the answered request out."""
        if self._sent_at.pop(sequence, None) is not None:
            return Match.AWAITED
        if sequence in self._given_up:
            del self._given_up[sequence]
            return Match.LATE
        return Match.UNKNOWN

    def give_up(self, now: float | None) -> list[int]:
        """Give up the requests that are late at `now`, or all of them."""
        late = [s for s, due_at in self._sent_at.items() if now is None or due_at <= now]
        for sequence in late:
            del self._sent_at[sequence]
            self._given_up[sequence] = None
        while len(self._given_up) > self._most_given_up:
            del self._given_up[next(iter(self._given_up))]
        return late

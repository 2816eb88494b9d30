"""What this process has counted since it began: for its operators, and nothing about anybody."""

from collections import Counter
from dataclasses import dataclass, field

# Upper ends of the sizes of batches; a line hands over 64 at most, the clockwork 500.
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


@dataclass
class Sizes:
    """How large batches were."""

    upto: list[int] = field(default_factory=lambda: [0] * len(SIZES))
    count: int = 0
    total: int = 0

    def note(self, size: int) -> None:
        self.count += 1
        self.total += size
        for at, end in enumerate(SIZES):
            self.upto[at] += size <= end


@dataclass
class Tally:
    """Counts by words of our own, so that there are few of them."""

    answers: Counter[str] = field(default_factory=Counter)  # by verdict
    batches: dict[str, Sizes] = field(default_factory=dict)  # by deed

    def note_batch(self, deed: str, size: int) -> None:
        if size:
            self.batches.setdefault(deed, Sizes()).note(size)

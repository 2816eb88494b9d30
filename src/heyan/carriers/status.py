"""The state of a link, for operators: what it does, how fast, and what went wrong last."""

from dataclasses import dataclass, field

_WEIGHT = 0.1  # of the newest answer in the running latency
SLOW, QUICK = 1.0, 0.5  # seconds above which a link is slow, and below which it is so no more


@dataclass
class LinkStatus:
    """One link as it is now; counts are since it was made. No numbers, no texts."""

    name: str
    carrier: str
    window: int = 0
    rate: float = 0.0  # messages a second that its account may send at present
    under_way: int = 0  # sent, and not answered yet
    state: str = "new"
    logins: int = 0
    sent: int = 0
    accepted: int = 0
    refused: int = 0
    throttled: int = 0
    unknown: int = 0
    reports: int = 0
    from_phones: int = 0  # messages from phones: acknowledged and dropped
    latency: float | None = None  # seconds to the answer, a running mean
    slow: bool = False
    last_refusal: str = ""
    last_error: str = ""
    needs_somebody: bool = field(default=False)  # the login is refused for good
    refuses_settings: bool = False  # let in, and then everything is refused that the account sends

    def note_latency(self, seconds: float) -> bool:
        """Take in how long an answer took; say whether that made the link slow, or quick again."""
        mean, was_slow = self.latency, self.slow
        self.latency = seconds if mean is None else mean + _WEIGHT * (seconds - mean)
        self.slow = self.latency > (QUICK if was_slow else SLOW)
        return self.slow is not was_slow

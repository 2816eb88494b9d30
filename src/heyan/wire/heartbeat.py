"""The heartbeat (链路检测): when to ask for a sign of life, and when to believe there is none."""

from enum import Enum


class Beat(Enum):
    ASK = "ask"
    DEAD = "dead"


class Heartbeat:
    """Silent for `idle`: ask; no answer within `wait`: ask again; `tries` in vain: dead."""

    def __init__(self, idle: float, wait: float, tries: int) -> None:
        self._idle = idle
        self._wait = wait
        self._tries = tries
        self._asked = 0
        self.next_at: float | None = None

    def heard(self, now: float) -> None:
        """Anything at all that the peer says is a sign of life."""
        self._asked = 0
        self.next_at = now + self._idle

    def tick(self, now: float) -> Beat | None:
        if self.next_at is None or now < self.next_at:
            return None
        if self._asked == self._tries:
            return Beat.DEAD
        self._asked += 1
        self.next_at = now + self._wait
        return Beat.ASK

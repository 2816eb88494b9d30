"""An account's standing at its carrier (账号状况): whether it refuses us, or only single messages.

A gateway that knows neither our source number nor our service code refuses whatever we send; only
somebody who changes a setting can help. Each such refusal makes the account rest, so that another
one has the messages, and the rest doubles with each further message that meets the same: one
message that a gateway finds odd costs the account seconds, a wrong setting minutes.
"""

from heyan.rules.ledger import MessageKey

REST_FIRST = 5.0  # seconds after the first message of several that were refused for our settings
REST_MOST = 300.0


class Standing:
    """Shared by all links of an account."""

    def __init__(self) -> None:
        self._refused: set[MessageKey] = set()  # different messages since one was accepted
        self._rests_until = 0.0

    @property
    def needs_somebody(self) -> bool:
        """Whether the last thing heard was a refusal of the account."""
        return bool(self._refused)

    def room(self, room: int, now: float) -> int:
        """Say how many of `room` messages may be taken: one, to try, when a rest is over."""
        if self.rests(now):
            return 0
        return min(room, 1) if self._refused else room

    def rests(self, now: float) -> bool:
        return now < self._rests_until

    def note_refusal(self, key: MessageKey, now: float) -> bool:
        """Note that a message was refused for our settings; say whether that begins a rest."""
        begins = not self.rests(now)
        rest = min(REST_MOST, REST_FIRST * 2.0 ** len(self._refused - {key}))
        if rest < REST_MOST:  # it grows no further, and so need not our memory
            self._refused.add(key)
        self._rests_until = max(self._rests_until, now + rest)
        return begins

    def note_acceptance(self) -> None:
        """Note that the account is served; a rest that has begun is over."""
        self._refused.clear()
        self._rests_until = 0.0

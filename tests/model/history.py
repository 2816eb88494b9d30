"""A case played again from its trail alone: what happened has to add up to how it stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from heyan.casework.filings.views import EventView, FilingView

ENDS = {
    "filing.verified": "reviewing",
    "filing.returned": "returned",
    "filing.withdrawn": "withdrawn",
    "filing.approved": "approved",
    "filing.rejected": "rejected",
}
ABOUT_MESSAGES = {"message.sent", "message.delivered", "message.undelivered"}


@dataclass
class Played:
    """A case as its trail tells it."""

    state: str = ""
    reason: str | None = None
    challenges: dict[int, str] = field(default_factory=dict)
    errors: Counter[int] = field(default_factory=Counter)
    ordered: list[tuple[int, int, str]] = field(default_factory=list)
    sent: set[tuple[int, int]] = field(default_factory=set)


def play(history: Sequence[EventView]) -> Played:
    """Take the events of a case one by one."""
    played = Played()
    for event in history:
        before = played.state
        _take(played, event)
        over = before not in {"", "verifying", "reviewing"}
        assert not over or event.type in ABOUT_MESSAGES, f"{event.type} after the end"
    return played


def check(view: FilingView) -> None:
    """Hold a filing against its own history."""
    played = play(view.history)
    assert (played.state, played.reason) == (view.state, view.reason)
    for challenge in view.challenges:
        if challenge.state in {"open", "met", "locked", "failed"}:
            told = played.challenges[challenge.n]
            assert told == challenge.state or (challenge.state == "failed" and told == "open")
        assert played.errors[challenge.n] == challenge.wrong_tails
        messages = [(challenge.n, m.ordinal, m.purpose) for m in challenge.messages]
        assert [each for each in played.ordered if each[0] == challenge.n] == messages
        accepted = {(challenge.n, m.ordinal) for m in challenge.messages if m.accepted_at}
        assert accepted == {each for each in played.sent if each[0] == challenge.n}
    if played.state == "reviewing":
        assert set(played.challenges.values()) <= {"met"}


def _take(played: Played, event: EventView) -> None:
    data, n = event.data, event.data.get("challenge", 0)
    if event.type == "filing.accepted":
        assert played.state == ""
        played.state = "verifying"
        played.challenges = dict.fromkeys(range(1, data["challenges"] + 1), "open")
    elif event.type in ENDS:
        waits = {"filing.verified", "filing.returned"}
        assert played.state == "verifying" if event.type in waits else played.state
        played.state = ENDS[event.type]
        played.reason = data.get("reason") if event.type == "filing.returned" else None
    elif event.type == "message.queued":
        played.ordered.append((n, data["message"], data["purpose"]))
    elif event.type == "message.sent":
        played.sent.add((n, data["message"]))
    elif event.type.startswith("challenge."):
        _take_challenge(played, event.type, n)


def _take_challenge(played: Played, what: str, n: int) -> None:
    stood = played.challenges[n]
    if what in {"challenge.wrong_tail", "challenge.wrong_field"}:
        assert stood == "open"
        played.errors[n] += 1
    elif what == "challenge.met":
        assert stood == "open"
        played.challenges[n] = "met"
    elif what == "challenge.locked":
        assert stood == "open"
        played.challenges[n] = "locked"
    elif what == "challenge.unlocked":
        assert stood == "locked"
        played.challenges[n] = "open"
    elif what == "challenge.corrected":
        assert stood == "open"
        played.errors[n] = 0

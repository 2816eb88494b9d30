"""The table of a conversation's states is whole."""

from heyan.wire.dialect import Kind
from heyan.wire.states import HEARD, TRANSITIONS, State, Turn


def reachable() -> set[State]:
    seen = {State.NEW}
    while more := {to for (of, _), to in TRANSITIONS.items() if of in seen} - seen:
        seen |= more
    return seen


def test_every_state_can_be_reached_and_left_but_the_last() -> None:
    assert reachable() == set(State)
    assert {of for of, _ in TRANSITIONS} == set(State) - {State.CLOSED}


def test_every_turn_happens_somewhere() -> None:
    assert {turn for _, turn in TRANSITIONS} == set(Turn)


def test_a_lost_connection_closes_every_state() -> None:
    assert all(
        TRANSITIONS[state, Turn.LOST] is State.CLOSED for state in set(State) - {State.CLOSED}
    )


def test_whoever_listens_survives_a_peer_that_breaks_the_protocol() -> None:
    assert all((state, Turn.BROKEN) in TRANSITIONS for state in State if HEARD[state])


def test_logins_are_heard_only_where_they_are_awaited() -> None:
    assert [s for s in State if Kind.LOGIN in HEARD[s]] == [State.AWAITING_LOGIN]
    assert [s for s in State if Kind.LOGIN_ANSWER in HEARD[s]] == [State.LOGGING_IN]

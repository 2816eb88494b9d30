"""How a conversation is kept alive, how it ends, and what a peer may do to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.wire.cmpp_messages import ActiveTest
from heyan.wire.events import Answered, Closed, Reported, Unanswered
from heyan.wire.session import MOST_OWED, Session
from heyan.wire.states import State, Turn
from tests.wire.line import LIMITS, OURS, STAMP, Line, accepted, closed, deliver, open_line, submit


@pytest.fixture
def line() -> Line:
    return open_line()


def test_a_silent_peer_is_asked_for_a_sign_of_life_and_given_up(line: Line) -> None:
    line.client.data_to_send()
    for now in (180, 240, 300):
        line.client.tick(now)
        assert OURS.unframe(line.client.data_to_send()).message == ActiveTest()
    line.client.tick(360)
    assert closed(line.client.events()).turn is Turn.SILENT


def test_an_answered_heartbeat_keeps_the_line(line: Line) -> None:
    for now in (180.0, 360.0, 540.0):
        line.client.tick(now)
        line.carry(now)
    assert line.client.next_tick_at == 720
    assert line.client.state is State.OPEN


def test_even_a_heartbeat_in_place_of_an_answer_is_a_sign_of_life(line: Line) -> None:
    line.client.tick(180)
    line.client.receive(OURS.frame(ActiveTest(), 3), 200)
    assert line.client.next_tick_at == 380


def test_the_end_waits_for_answers_and_is_said_aloud(line: Line) -> None:
    sequence = line.client.submit(submit(), 0)
    line.client.end(1)
    assert (line.client.state, line.client.room) == (State.DRAINING, 0)
    line.client.data_to_send()
    line.client.receive(accepted(sequence), 2)
    assert line.client.state is State.ENDING
    line.carry(2)
    assert closed(line.client.events()) == Closed(Turn.ENDED, "we hung up")
    assert closed(line.gateway.events()) == Closed(Turn.ENDED, "the peer hung up")


def test_the_end_also_waits_for_what_we_owe(line: Line) -> None:
    line.client.receive(deliver(1), 1)
    line.client.end(2)
    states = [line.client.state]
    line.client.acknowledge(1, ok=True)
    line.client.tick(3)
    assert [*states, line.client.state] == [State.DRAINING, State.ENDING]


def test_the_end_does_not_wait_for_ever(line: Line) -> None:
    sequence = line.client.submit(submit(), 50)
    line.client.end(50)
    line.client.tick(110)
    assert line.client.state is State.ENDING
    line.client.tick(115)
    assert line.client.events() == [
        Unanswered(sequence),
        Closed(Turn.LATE, "still ending when the time was up"),
    ]


def test_an_end_before_the_login_is_the_end_at_once() -> None:
    session = Session(OURS, LIMITS)
    session.start(0, STAMP)
    session.end(1)
    session.end(2)
    assert closed(session.events()).turn is Turn.END_WISHED


def test_an_answer_to_an_end_that_nobody_wished_is_dropped(line: Line) -> None:
    line.client.receive(bytes.fromhex("0000000c8000000200000001"), 1)
    line.client.receive(bytes.fromhex("0000000c0000007700000001"), 1)
    assert (line.client.state, line.client.strange) == (State.OPEN, 2)


@pytest.mark.parametrize(
    "octets",
    [
        "00000004",  # shorter than a header
        "7fffffff",  # longer than anything
        "0000000d 80000004 00000001 00",  # a body too short
        "00000021 80000001 00000001" + "00" * 21,  # a welcome when we are in
    ],
)
def test_a_peer_that_breaks_the_protocol_is_left(line: Line, octets: str) -> None:
    sequence = line.client.submit(submit(), 0)
    line.client.receive(bytes.fromhex(octets), 1)
    unanswered, end = line.client.events()
    assert unanswered == Unanswered(sequence)
    assert isinstance(end, Closed)
    assert end.turn is Turn.BROKEN
    line.client.receive(accepted(sequence), 2)
    assert line.client.events() == []


def test_a_peer_that_stops_in_the_middle_of_a_frame_is_left(line: Line) -> None:
    line.client.receive(accepted(1)[:9], 10)
    line.client.tick(69)
    assert line.client.state is State.OPEN
    line.client.tick(70)
    assert "middle of a frame" in closed(line.client.events()).reason


def test_a_peer_that_piles_up_requests_is_left(line: Line) -> None:
    for sequence in range(MOST_OWED + 1):
        line.client.receive(deliver(sequence), 1)
    assert closed(line.client.events()).turn is Turn.BROKEN


@given(st.lists(st.integers(1, 300), max_size=30))
def test_the_stream_may_be_cut_anywhere(cuts: list[int]) -> None:
    line = open_line()
    sequences = [line.client.submit(submit(), 0) for _ in range(2)]
    stream = deliver(1) + accepted(sequences[0]) + deliver(2) + accepted(sequences[1])
    for cut in [*cuts, len(stream)]:
        line.client.receive(stream[:cut], 1)
        stream = stream[cut:]
    kinds = [type(event) for event in line.client.events()]
    assert kinds == [Reported, Answered, Reported, Answered]


@given(st.binary(max_size=200))
def test_noise_closes_and_does_nothing_else(noise: bytes) -> None:
    line = open_line()
    line.client.receive(noise, 1)
    line.client.tick(100)
    for event in line.client.events():
        assert not isinstance(event, Closed) or event.turn is Turn.BROKEN

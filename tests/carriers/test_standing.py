"""An account that is refused whatever it sends rests long; one odd message costs little."""

from heyan.carriers.standing import REST_FIRST, REST_MOST, Standing
from tests.carriers.desk import key


def test_an_account_that_is_served_has_all_the_room_there_is() -> None:
    assert Standing().room(16, 0.0) == 16
    assert not Standing().needs_somebody


def test_one_odd_message_costs_seconds_however_often_it_comes() -> None:
    standing = Standing()
    for now in (0.0, 100.0, 200.0):
        assert standing.note_refusal(key(1), now), "each rest is told once"
        assert standing.room(16, now + REST_FIRST - 0.1) == 0
        assert standing.room(16, now + REST_FIRST) == 1, "the next one is a try"
        assert standing.needs_somebody


def test_a_wrong_setting_costs_minutes_and_is_told_once() -> None:
    standing = Standing()
    told = [standing.note_refusal(key(n), 0.0) for n in range(16)]
    assert told == [True] + 15 * [False]
    assert standing.rests(REST_MOST - 0.1)
    assert not standing.rests(REST_MOST)
    assert standing.note_refusal(key(17), REST_MOST)
    assert standing.rests(2 * REST_MOST - 0.1)


def test_an_acceptance_ends_the_rest() -> None:
    standing = Standing()
    for n in range(9):
        standing.note_refusal(key(n), 0.0)
    standing.note_acceptance()
    assert standing.room(16, 0.1) == 16
    assert not standing.needs_somebody

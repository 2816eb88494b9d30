"""Never more than the rate in any second; slower after a complaint, and slowly faster again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.carriers.pace import SLOWEST, Pace


@given(
    st.integers(1, 50),
    st.lists(st.tuples(st.floats(0, 3), st.integers(0, 60)), max_size=40),
)
def test_no_second_ever_sees_more_than_the_rate(rate: int, wishes: list[tuple[float, int]]) -> None:
    pace, now, departures = Pace(rate), 0.0, list[float]()
    for pause, wish in wishes:
        now += pause
        for _ in range(min(wish, pace.room(now))):
            pace.spend(now)
            departures.append(now)
    for start in departures:
        assert sum(start <= at < start + 1 for at in departures) <= rate


def test_after_a_second_there_is_room_again() -> None:
    pace = Pace(2)
    pace.spend(10.0)
    pace.spend(10.5)
    assert pace.room(10.9) == 0
    assert pace.next_at(10.9) == 11.0
    assert pace.room(11.0) == 1
    assert pace.next_at(11.0) == 11.0


def test_a_rate_below_one_a_second_is_one_in_more_than_a_second() -> None:
    pace = Pace(0.25)
    pace.spend(0.0)
    assert pace.room(3.9) == 0
    assert pace.next_at(1.0) == 4.0
    assert pace.room(4.0) == 1


def test_a_burst_of_complaints_pauses_a_second_and_halves_the_rate_once() -> None:
    pace = Pace(100)
    for at in (5.0, 5.1, 5.2):
        pace.throttle(at)
    assert pace.room(5.9) == 0
    assert pace.next_at(5.5) == 6.0
    assert pace.room(6.0) == 50


def test_the_rate_comes_back_slowly() -> None:
    pace = Pace(160)
    pace.throttle(0.0)
    rooms = [pace.room(float(at)) for at in range(1, 12)]
    assert rooms == [80, 90, 100, 110, 120, 130, 140, 150, 160, 160, 160]
    assert all(later >= earlier for earlier, later in pairwise(rooms))


def test_however_often_it_complains_something_still_goes_out() -> None:
    pace = Pace(160)
    for at in range(0, 40, 2):
        pace.throttle(float(at))
    assert pace.rate == pytest.approx(160 * SLOWEST)
    assert pace.room(39.0) == 10


def test_what_is_promised_to_one_link_is_not_room_for_another() -> None:
    pace = Pace(20)
    with pace.promise(16) as promise:
        assert pace.room(0.0) == 4
        for _ in range(16):
            assert pace.may_leave(0.0)
            promise.spend(0.0)
        assert pace.room(0.0) == 4
    assert pace.room(0.0) == 4
    assert pace.room(1.0) == 20


def test_what_a_link_does_not_use_of_a_promise_goes_back_whatever_happens_to_it() -> None:
    pace = Pace(20)
    with pace.promise(20) as promise:
        promise.change_to(3)
        assert pace.room(0.0) == 17
    with pytest.raises(ConnectionError), pace.promise(20):
        raise ConnectionError
    assert pace.room(0.0) == 20


def test_what_was_promised_waits_when_the_carrier_complains_meanwhile() -> None:
    pace = Pace(4)
    with pace.promise(4) as promise:
        promise.spend(0.0)
        pace.throttle(0.5)
        assert not pace.may_leave(1.0)
        assert pace.may_leave(1.5)
        promise.spend(1.5)
        promise.spend(1.5)
        assert not pace.may_leave(1.6)  # half the rate


def test_who_comes_lets_nothing_leave_before_the_others_have_heard_of_it() -> None:
    pace = Pace(100)
    pace.share_among(2)
    pace.join_at(7.5)
    assert (pace.room(7.0), pace.may_leave(7.0), pace.rate_at(7.0), pace.next_at(7.0)) == (
        0, False, 0.0, 7.5,
    )  # fmt: skip
    assert (pace.room(7.5), pace.may_leave(7.5), pace.rate_at(7.5)) == (50, True, 50.0)


def test_processes_that_share_an_account_have_an_equal_part_of_its_rate_each() -> None:
    pace = Pace(100)
    pace.share_among(4)
    assert (pace.rate, pace.room(0.0)) == (25, 25)
    for _ in range(25):
        pace.spend(0.0)
    assert pace.room(0.5) == 0
    pace.throttle(0.5)
    assert pace.rate == 12.5
    pace.share_among(1)
    assert pace.rate == 50
    pace.share_among(0)
    assert pace.rate == 50

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.editions import PILOT_2017
from heyan.rules.resending import may_send_again

LIMITS = PILOT_2017.resending
NOW = datetime(2018, 9, 4, 2, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def may(*ago: timedelta) -> bool:
    return may_send_again(LIMITS, [NOW - each for each in ago], NOW)


@pytest.mark.rule("R12")
def test_a_minute_lies_between_two_messages() -> None:
    assert may()
    assert may(MINUTE)
    assert not may(MINUTE - SECOND)
    assert not may(timedelta())
    assert not may(-HOUR), "a clock that was set back allows no flood"


@pytest.mark.rule("R12")
def test_an_hour_has_five_messages() -> None:
    four = [MINUTE * n for n in (2, 4, 6, 8)]
    assert may(*four)
    assert not may(*four, HOUR - SECOND)
    assert may(*four, HOUR)


@pytest.mark.rule("R12")
def test_a_day_has_ten_messages() -> None:
    nine = [HOUR * n for n in range(2, 11)]
    assert may(*nine)
    assert not may(*nine, 24 * HOUR - SECOND)
    assert may(*nine, 24 * HOUR)


@pytest.mark.rule("R12")
@given(st.lists(st.integers(1, 20 * 60), min_size=50, max_size=200))
def test_whoever_asks_however_often_gets_no_more(pauses: list[int]) -> None:
    now, sent = NOW, list[datetime]()
    for pause in pauses:
        now += SECOND * pause
        if may_send_again(LIMITS, sent, now):
            sent.append(now)
    for at in sent:
        assert sum(timedelta() <= at - each < HOUR for each in sent) <= 5
        assert sum(timedelta() <= at - each < 24 * HOUR for each in sent) <= 10
        assert sum(timedelta() <= at - each < MINUTE for each in sent) == 1

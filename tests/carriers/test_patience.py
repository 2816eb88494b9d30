"""Rests double, have an end, and differ from link to link."""

from heyan.carriers.account import Timeouts
from heyan.carriers.patience import rest_before

TIMES = Timeouts(retry_first=1.0, retry_most=60.0)


def test_each_failure_doubles_the_rest_up_to_a_minute() -> None:
    rests = [rest_before(failures, 1.0, TIMES) for failures in range(1, 9)]
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60]
    assert rest_before(10_000, 1.0, TIMES) == 60


def test_the_die_takes_up_to_half_of_it() -> None:
    assert rest_before(4, 0.0, TIMES) == 4
    assert rest_before(4, 0.5, TIMES) == 6

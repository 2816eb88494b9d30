"""One address may have so many forms in ten minutes, and nobody else pays for it."""

from datetime import timedelta

import pytest

from heyan.rules.limits import origin_of
from heyan.web.portal.turnstile import TooManyForms, Turnstile
from tests.fakes.clock import Clock

HERE, THERE = "192.0.2.7", "192.0.2.8"


@pytest.fixture
def turnstile(clock: Clock) -> Turnstile:
    return Turnstile(3, clock)


def pass_through(turnstile: Turnstile, *addresses: str) -> int:
    """Let addresses come by turns; return how many got through."""
    passed = 0
    for address in addresses:
        try:
            turnstile.count(origin_of(address))
        except TooManyForms:
            continue
        passed += 1
    return passed


def test_beyond_the_most_one_is_turned_away_and_others_are_not(turnstile: Turnstile) -> None:
    assert pass_through(turnstile, *[HERE] * 5) == 3
    assert pass_through(turnstile, *[THERE] * 5) == 3


def test_who_is_turned_away_is_told_when_the_window_ends(
    turnstile: Turnstile, clock: Clock
) -> None:
    pass_through(turnstile, *[HERE] * 3)
    clock.turn(timedelta(minutes=4))
    with pytest.raises(TooManyForms) as told:
        turnstile.count(origin_of(HERE))
    assert told.value.wait == timedelta(minutes=6)
    clock.turn(timedelta(minutes=6))
    assert pass_through(turnstile, *[HERE] * 5) == 3


def test_a_clock_that_was_set_back_holds_nobody_up_for_longer(
    turnstile: Turnstile, clock: Clock
) -> None:
    pass_through(turnstile, *[HERE] * 3)
    clock.turn(-timedelta(hours=1))
    assert pass_through(turnstile, HERE) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2:3:4:5:6"),  # the same customer
        ("192.0.2.7", "::ffff:192.0.2.7"),
        ("", "unix:"),
    ],
)
def test_whoever_is_one_visitor_is_counted_as_one(
    turnstile: Turnstile, one: str, other: str
) -> None:
    assert pass_through(turnstile, one, other, one, other) == 3


def test_however_many_come_only_so_many_are_remembered(clock: Clock) -> None:
    turnstile = Turnstile(1, clock, kept=2)
    assert pass_through(turnstile, "192.0.2.1", "192.0.2.2", "192.0.2.3") == 3
    assert pass_through(turnstile, "192.0.2.3", "192.0.2.2") == 0
    assert pass_through(turnstile, "192.0.2.1") == 1  # forgotten for the third's sake

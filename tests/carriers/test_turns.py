"""Accounts of one carrier share by weight, success and latency; who is down leaves it to others."""

import pytest

from heyan.carriers.turns import SLACK, Share, Turns


def serve(turns: Turns, shares: list[Share], rounds: int, now: float = 0.0) -> list[int]:
    """Let all ask for ten in every round, and take what they may."""
    taken = [0] * len(shares)
    for n in range(rounds):
        for number, share in enumerate(shares):
            room = turns.room(share, 10, now + n / 1000)
            turns.took(share, room)
            taken[number] += room
    return taken


@pytest.mark.parametrize("weights", [(1, 1), (3, 1), (1, 2, 5)])
def test_shares_follow_the_weights(weights: tuple[int, ...]) -> None:
    shares = [Share(weight) for weight in weights]
    taken = serve(Turns(shares), shares, 1000)
    for share, count in zip(shares, taken, strict=True):
        assert count / sum(taken) == pytest.approx(share.weight / sum(weights), abs=0.02)


def test_an_account_alone_takes_what_it_has_room_for() -> None:
    share = Share()
    turns = Turns()
    turns.join(share)
    assert [turns.room(share, room, 0.0) for room in (100, 1, 0, -1)] == [100, 1, 0, 0]


def test_turns_are_contested_while_another_account_has_room() -> None:
    one, two = Share(), Share()
    turns = Turns([one, two])
    assert not turns.contested(one, 0)
    turns.room(two, 4, now=0)
    assert turns.contested(one, 0)
    assert not turns.contested(two, 0)
    turns.idle(two, 1)
    assert not turns.contested(one, 1)


def test_when_one_goes_down_the_other_takes_all_and_it_makes_up_for_nothing() -> None:
    up, down = Share(), Share()
    turns = Turns([up, down])
    serve(turns, [up, down], 100)
    turns.idle(down, 1.0)
    assert serve(turns, [up], 1000, now=1.0) == [10_000]
    again = serve(turns, [up, down], 1000, now=10.0)
    assert again[1] - again[0] <= 2 * SLACK + 20


def test_who_fell_silent_without_a_word_is_not_waited_for_long() -> None:
    up, silent = Share(), Share()
    turns = Turns([up, silent])
    serve(turns, [up, silent], 10)
    assert sum(serve(turns, [up], 1, now=0.1)) <= SLACK + 10
    assert serve(turns, [up], 10, now=5.0) == [100]


def test_who_fails_gets_little_but_never_nothing_and_recovers() -> None:
    well, ill = Share(), Share()
    turns = Turns([well, ill])
    for _ in range(200):
        ill.note(well=False)
    taken = serve(turns, [well, ill], 1000)
    assert 0 < taken[1] / sum(taken) < 0.1
    for _ in range(200):
        ill.note(well=True, latency=0.1)
    assert ill.worth == pytest.approx(1.0, abs=0.01)


def test_who_is_slow_gets_less() -> None:
    quick, slow = Share(), Share()
    turns = Turns([quick, slow])
    for _ in range(200):
        quick.note(well=True, latency=0.1)
        slow.note(well=True, latency=4.0)
    taken = serve(turns, [quick, slow], 1000)
    assert taken[1] / sum(taken) == pytest.approx(0.2, abs=0.03)


def test_a_long_history_does_not_starve_who_failed_for_a_moment() -> None:
    well, ill = Share(), Share()
    turns = Turns([well, ill])
    serve(turns, [well, ill], 5000)
    for _ in range(30):
        ill.note(well=False)
    during = serve(turns, [well, ill], 1000, now=5.0)
    assert 0.1 < during[1] / sum(during) < 0.3
    for _ in range(200):
        ill.note(well=True, latency=0.1)
    after = serve(turns, [well, ill], 1000, now=6.0)
    assert after[1] / sum(after) == pytest.approx(0.5, abs=0.03)


def test_who_was_slow_for_long_has_its_half_again_when_it_is_quick_again() -> None:
    quick, slow = Share(), Share()
    turns = Turns([quick, slow])
    for _ in range(200):
        slow.note(well=True, latency=4.0)
    serve(turns, [quick, slow], 5000)
    for _ in range(200):
        slow.note(well=True, latency=0.1)
    after = serve(turns, [quick, slow], 1000, now=5.0)
    assert after[1] / sum(after) == pytest.approx(0.5, abs=0.03)

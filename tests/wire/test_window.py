"""The window counts what is unanswered, and gives up what stays so."""

from heyan.wire.window import Match, Window


def test_a_request_takes_room_until_it_is_answered() -> None:
    window = Window(2, 60)
    window.add(1, 0)
    assert (window.room, len(window)) == (1, 1)
    assert window.match(1) is Match.AWAITED
    assert window.room == 2
    assert window.match(1) is Match.UNKNOWN


def test_what_is_late_gives_its_room_back_and_may_still_be_answered() -> None:
    window = Window(2, 60)
    window.add(1, 0)
    window.add(2, 30)
    assert window.next_late_at == 60
    assert window.give_up(59) == []
    assert window.give_up(60) == [1]
    assert (window.room, window.next_late_at) == (1, 90)
    assert window.match(1) is Match.LATE
    assert window.match(1) is Match.UNKNOWN


def test_everything_is_given_up_when_the_connection_goes() -> None:
    window = Window(3, 60)
    for sequence in (7, 5, 6):
        window.add(sequence, 0)
    assert window.give_up(None) == [7, 5, 6]
    assert window.next_late_at is None


def test_memory_of_what_was_given_up_is_bounded() -> None:
    window = Window(1, 1)
    for sequence in range(100):
        window.add(sequence, sequence)
        window.give_up(sequence + 1)
    assert window.match(0) is Match.UNKNOWN
    assert window.match(99) is Match.LATE


def test_a_number_used_again_is_awaited_anew() -> None:
    window = Window(1, 1)
    window.add(1, 0)
    window.give_up(1)
    window.add(1, 2)
    assert window.match(1) is Match.AWAITED

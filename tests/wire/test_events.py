"""Events are plain facts that compare by what they say."""

from heyan.wire.dialect import Answer, Verdict
from heyan.wire.events import Answered, Unanswered


def test_an_answer_is_in_time_unless_it_says_otherwise() -> None:
    answer = Answer(Verdict.ACCEPTED, "0", "80b22e00042d0007")
    assert not Answered(1, answer, None).late


def test_events_compare_by_what_they_say() -> None:
    assert Unanswered(1) == Unanswered(1) != Unanswered(2)

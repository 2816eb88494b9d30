"""A letter has its outcome when all of its parts have theirs, and hears late answers too."""

import pytest

from heyan.carriers.letters import Letter, Letters, Sent, outcome_of
from heyan.rules.ledger import Accepted, Outcome, Refused, Throttled, Unknown
from heyan.wire.dialect import Answer, Verdict
from tests.carriers.desk import key

YES, NO, LATER, WHO_KNOWS = Accepted("a"), Refused("13", permanent=True), Throttled(), Unknown()
NOT_NOW = Refused("9", permanent=False)
NOT_YOU = Refused("10", permanent=False, of_account=True)


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (Verdict.ACCEPTED, Accepted("id")),
        (Verdict.PERMANENT, Refused("7", permanent=True)),
        (Verdict.REFUSED, Refused("7", permanent=False)),
        (Verdict.ACCOUNT, Refused("7", permanent=False, of_account=True)),
        (Verdict.THROTTLED, Throttled()),
        (Verdict.UNKNOWN, Unknown()),
    ],
)
def test_every_verdict_has_its_word_in_the_ledger(verdict: Verdict, outcome: Outcome) -> None:
    assert outcome_of(Answer(verdict, "7", "id")) == outcome


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([YES, Accepted("b"), Accepted("c")], Accepted("a", ("b", "c"))),
        ([YES, NO, WHO_KNOWS], NO),
        ([YES, WHO_KNOWS, LATER], WHO_KNOWS),
        ([LATER, YES, NO], NO),
    ],
)
def test_one_lost_part_spoils_the_whole(said: list[Outcome], outcome: Outcome) -> None:
    letter = Letter(key(1), parts=3)
    for number, each in enumerate(said, 1):
        assert letter.outcome is None
        letter.outcomes[number] = each
    assert letter.outcome == outcome


@pytest.mark.parametrize("no", [LATER, NOT_NOW, NOT_YOU])
@pytest.mark.parametrize("beside", [YES, WHO_KNOWS])
def test_a_no_in_passing_beside_a_part_that_may_be_there_is_unknown(
    no: Outcome, beside: Outcome
) -> None:
    assert Letter(key(1), 2, outcomes={1: no, 2: beside}).outcome == WHO_KNOWS
    assert Letter(key(1), 2, outcomes={1: beside, 2: no}).outcome == WHO_KNOWS


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([LATER, LATER], LATER),
        ([NOT_NOW, NOT_YOU], NOT_NOW),
        ([LATER, NOT_YOU], NOT_YOU),  # a refusal says more
    ],
)
def test_a_no_in_passing_to_every_part_is_one_to_the_whole(
    said: list[Outcome], outcome: Outcome
) -> None:
    assert Letter(key(1), 2, outcomes=dict(enumerate(said, 1))).outcome == outcome


def test_a_letter_that_is_closed_keeps_what_was_said() -> None:
    letter = Letter(key(1), parts=2, outcomes={1: NO})
    letter.close(LATER)
    assert letter.outcomes == {1: NO, 2: LATER}


def test_an_answer_finds_its_letter_in_time_and_late_but_only_once() -> None:
    letters = Letters(most_overdue=1)
    sent = Sent(Letter(key(1)), 1, 0.0)
    letters.add(7, sent)
    outcomes = [sent.letter.outcome]
    assert letters.unanswered(7) is sent
    outcomes.append(sent.letter.outcome)
    assert letters.unanswered(7) is None
    assert letters.answered(7, YES) is sent
    outcomes.append(sent.letter.outcome)
    assert letters.answered(7, YES) is None
    assert outcomes == [None, WHO_KNOWS, YES]


def test_memory_for_late_answers_is_bounded() -> None:
    letters = Letters(most_overdue=2)
    for sequence in range(3):
        letters.add(sequence, Sent(Letter(key(sequence)), 1, 0.0))
        letters.unanswered(sequence)
    assert len(letters) == 0
    assert letters.answered(0, YES) is None
    assert letters.answered(2, YES) is not None

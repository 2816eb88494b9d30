import pytest

from heyan.rules.challenging import challenges_for
from heyan.rules.policy import Demand
from tests.fakes.cases import FIRST, OTHER, RIGHT, SECOND


@pytest.mark.rule("R4")
def test_principals_who_share_a_number_share_a_challenge_and_any_tail_is_right() -> None:
    asked = [Demand(FIRST, RIGHT, "subject"), Demand(FIRST, OTHER, "site:0")]
    (challenge,) = challenges_for(asked, "codes-1")
    assert challenge.tails == {RIGHT, OTHER}
    assert challenge.because == ("subject", "site:0")


@pytest.mark.rule("R4")
def test_distinct_numbers_are_numbered_in_the_order_of_the_filing() -> None:
    asked = [Demand(SECOND, RIGHT, "subject"), Demand(FIRST, OTHER, "site:0")]
    assert [(c.n, c.mobile) for c in challenges_for(asked, "k")] == [(1, SECOND), (2, FIRST)]

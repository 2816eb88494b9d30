"""Only what has ended is erased, and how it went stays."""

from dataclasses import replace

import pytest

from heyan.rules.case import ENDED, State
from heyan.rules.erasing import erase
from heyan.rules.events import Erasure, FilingErased
from heyan.rules.refusals import NotEnded
from tests.fakes.cases import opened


@pytest.mark.parametrize("state", State)
def test_a_case_that_has_ended_can_be_erased_and_no_other(state: State) -> None:
    case = replace(opened(), state=state)
    if state in ENDED:
        step = erase(case, Erasure.ASKED)
        assert step.case == case
        assert step.events == (FilingErased(Erasure.ASKED),)
    else:
        with pytest.raises(NotEnded):
            erase(case, Erasure.ASKED)

"""What is personal of a case goes when the case has ended and nobody needs it any more."""

from heyan.rules.case import ENDED, Case, Step
from heyan.rules.events import Erasure, FilingErased
from heyan.rules.refusals import NotEnded


def erase(case: Case, why: Erasure) -> Step:
    """Let what is personal go; how the case went stays. Raises NotEnded."""
    if case.state not in ENDED:
        raise NotEnded
    return Step(case, (FilingErased(why),))

from dataclasses import replace

import pytest

from heyan.rules.filing import FilingKind
from heyan.rules.phone import Mobile
from tests.fakes.filings import LI


@pytest.mark.rule("R5")
def test_a_principal_s_number_is_the_first_and_no_other() -> None:
    first, second = Mobile("13802112345"), Mobile("18602212345")
    assert replace(LI, mobiles=(first, second)).mobile == first
    assert replace(LI, mobiles=(second, first)).mobile == second


@pytest.mark.rule("R3")
def test_there_are_seven_kinds() -> None:
    assert [kind.value for kind in FilingKind] == [
        "new_filing",
        "new_site",
        "new_access",
        "change",
        "cancel_subject",
        "cancel_site",
        "cancel_access",
    ]

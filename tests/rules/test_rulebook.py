from dataclasses import replace

import pytest

from heyan.rules.editions import PILOT_2017
from heyan.rules.provinces import PROVINCES


@pytest.mark.rule("R1")
def test_an_edition_verifies_its_provinces_and_no_others() -> None:
    everywhere = replace(PILOT_2017, provinces=frozenset(p.code for p in PROVINCES))
    nowhere = replace(PILOT_2017, provinces=frozenset())
    assert all(everywhere.verifies(p.code) for p in PROVINCES)
    assert not any(nowhere.verifies(p.code) for p in PROVINCES)


def test_an_edition_shows_itself_without_its_tables() -> None:
    shown = repr(PILOT_2017)
    assert "pilot-2017" in shown
    assert "tjcainfo" not in shown

"""The captcha's symbols and its forgiving comparison."""

import pytest

from heyan.rules.captcha import ALPHABET, LENGTH, fold


@pytest.mark.rule("R26")
@pytest.mark.parametrize(
    "typed",
    ["ahk37", " AHK 37 ", "ＡＨＫ３７", "ahk3t", "A\u200bHK37"],
)
def test_case_spaces_and_full_width_do_not_matter(typed: str) -> None:
    assert fold(typed) == "AHK37"


def test_look_alikes_count_as_one() -> None:
    assert fold("Y6T") == fold("XC7") == "XC7"


def test_every_symbol_folds_to_itself_so_that_all_answers_are_equally_likely() -> None:
    assert fold(ALPHABET) == ALPHABET
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert len(ALPHABET) ** LENGTH > 370_000

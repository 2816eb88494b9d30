"""The captcha's symbols and its forgiving comparison."""

import pytest

from heyan.rules.captcha import ALPHABET, LENGTH, PARTS, fold, proves_work
from tests.fakes.work import do_work


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


@pytest.mark.rule("R26")
def test_work_done_for_one_captcha_proves_nothing_for_another() -> None:
    one, other = "0" * 24, "1" * 24
    proof = do_work(one)
    assert proves_work(one, proof)
    assert not proves_work(other, proof)


@pytest.mark.parametrize(
    "proof",
    ["", "0", ".".join("0" * PARTS), ".".join(["-1"] * PARTS), ".".join(["９"] * PARTS), "." * 15],
)
def test_what_is_not_work_proves_nothing(proof: str) -> None:
    assert not proves_work("0" * 24, proof)


def test_work_is_all_of_its_parts() -> None:
    parts = do_work("2" * 24).split(".")
    assert not proves_work("2" * 24, ".".join(parts[:-1]))
    assert not proves_work("2" * 24, ".".join([*parts, "0"]))
    assert not proves_work("2" * 24, ".".join(reversed(parts)))
    assert not proves_work("2" * 24, ".".join(["0" * 10 + parts[0], *parts[1:]]))

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.documents import (
    DOCUMENT_TYPES,
    NATURES,
    RESIDENT_CARD,
    card_fault,
    check_digit,
    same_tail,
    stored_number,
    tail,
)

DIGITS = st.text("0123456789", min_size=1)


def card(region: str = "120101", birth: str = "19880515", order: str = "301") -> str:
    first = region + birth + order
    return first + check_digit(first)


@given(
    st.integers(0, 999_999),
    st.dates(date(1850, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)
def test_every_region_and_every_day_of_birth_is_taken(region: int, day: date, order: int) -> None:
    number = card(f"{region:06}", f"{day.year:04}{day:%m%d}", f"{order:03}")
    assert card_fault(number) is None


@pytest.mark.parametrize("digits", ["", "1", "1" * 16, "1" * 18])
def test_a_check_digit_is_that_of_seventeen_others(digits: str) -> None:
    with pytest.raises(ValueError, match="not 17"):
        check_digit(digits)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, by: int) -> None:
    right = card()
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    assert card_fault(wrong) in {"card_check_digit", "card_birth_date"}


@given(st.integers(0, 15))
def test_two_digits_swapped_are_always_found(place: int) -> None:
    right = card()
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert swapped == right or card_fault(swapped) is not None


@pytest.mark.parametrize("region", ["330113", "330114", "110112", "810000", "820000", "830000"])
def test_a_young_or_far_region_never_rejects(region: str) -> None:
    assert card_fault(card(region)) is None


@pytest.mark.parametrize(
    "number", ["", "120101880515301", card()[:17], card() + "0", "A" + card()[1:]]
)
def test_another_form_is_named_even_the_fifteen_digits_of_old(number: str) -> None:
    assert card_fault(number) == "card_form"


@pytest.mark.parametrize(
    "birth", ["19880230", "19871301", "19880500", "18491231", "21000101", "19000229", "00000000"]
)
def test_a_day_that_is_no_birthday_is_named(birth: str) -> None:
    assert card_fault(card(birth=birth)) == "card_birth_date"


def test_nobody_is_born_tomorrow() -> None:
    number = card(birth="20180904")
    assert card_fault(number, today=date(2018, 9, 3)) == "card_birth_date"
    assert card_fault(number, today=date(2018, 9, 4)) is None


def ending_in_x() -> str:
    return next(
        number for order in range(1000) if (number := card(order=f"{order:03}")).endswith("X")
    )


def test_a_lower_x_full_width_and_spaces_are_understood() -> None:
    number = ending_in_x()
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    for spelling in (number.lower(), wide, f" {number[:6]} {number[6:14]} {number[14:]}"):
        assert card_fault(spelling) is None
        assert stored_number(RESIDENT_CARD, spelling) == number


def test_any_other_document_is_kept_as_it_is_written() -> None:
    assert stored_number(7, " e 1234567 ") == "e 1234567"
    assert stored_number(14, "C567（8）") == "C567（8）"


def test_the_personal_documents_are_these() -> None:
    personal = {code for code, line in DOCUMENT_TYPES.items() if line.personal and line.valid}
    assert personal == {2, 7, 11, 14, 30, 41, 42}
    assert not DOCUMENT_TYPES[8].valid


def test_the_lists_have_miits_names() -> None:
    assert NATURES[4].name == "企业"
    assert len(NATURES) == 18
    assert DOCUMENT_TYPES[2].name == "居民身份证"
    assert all(line.code == code and line.name for code, line in DOCUMENT_TYPES.items())


@pytest.mark.rule("R21")
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("120101198805153019", "153019"),
        ("12010119880515301x", "15301X"),
        ("１２０１０１１９８８０５１５３０１Ｘ", "15301X"),
        ("C567（8）", "567(8)"),
        ("C567(8)", "567(8)"),
        ("E12 345 67", "234567"),
        ("H1234567801", "567801"),
        ("1234", "1234"),
    ],
)
def test_a_tail_is_the_last_six_characters_folded(number: str, expected: str) -> None:
    assert tail(number) == expected


@pytest.mark.rule("R21")
@pytest.mark.parametrize(
    "given_tail", ["567（8）", "567(8)", "５６７（８）", " 5 6 7 (8) ", "567（8)"]
)
def test_what_a_person_types_equals_the_tail_of_the_number(given_tail: str) -> None:
    assert same_tail(given_tail) == tail("C567（8）")


@pytest.mark.rule("R21")
@given(st.text())
def test_typing_ones_own_tail_is_always_right(number: str) -> None:
    assert same_tail(tail(number)) == tail(number)
    assert same_tail(tail(number).lower()) == same_tail(tail(number).lower().upper())


@pytest.mark.rule("R21")
@given(DIGITS, st.text(" \u3000\u200b\t", max_size=3))
def test_spaces_within_change_no_tail(number: str, space: str) -> None:
    assert tail(space.join(number)) == tail(number)


@pytest.mark.rule("R21")
@given(DIGITS, DIGITS)
def test_different_tails_stay_different(one: str, other: str) -> None:
    assert (tail(one) == tail(other)) is (one[-6:] == other[-6:])

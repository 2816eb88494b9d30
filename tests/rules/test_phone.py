import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.phone import Mobile, mask, read_mobile

SPELLINGS = [
    "13802112345",
    "+8613802112345",
    "008613802112345",
    "8613802112345",
    "+86 138 0211 2345",
    "138-0211-2345",
    "１３８０２１１２３４５",
    "＋８６　１３８０２１１２３４５",
    "\u202d138 0211 2345\u202c",
    "138\u20130211\u20132345",
]
NOT_FOR_PEOPLE = [
    140, 141, 142, 143, 144, 146, 148, 149, 154, 160, 161, 163, 164, 168, 169, 179, 194,
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_mobile_number_is_read_however_it_is_spelled(text: str) -> None:
    assert read_mobile(text) == "13802112345"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1380211234",
        "138021123456",
        "022-23456789",
        "12345678901",
        "+85261234567",
        "+1 380 211 2345",
        "+86+8613802112345",
        "868613802112345",
        "1380211234a",
        "١٣٨٠٢١١٢٣٤٥",
        "13802112345;18602212345",
        "13802112345" + " " * 100,
    ],
)
def test_what_is_no_mainland_mobile_number_is_refused(text: str) -> None:
    assert read_mobile(text) is None


@pytest.mark.parametrize("prefix", range(130, 200))
def test_exactly_the_ranges_that_people_hold_are_taken(prefix: int) -> None:
    held = prefix not in NOT_FOR_PEOPLE
    assert (read_mobile(f"{prefix}12345678") is not None) is held


@given(st.text())
def test_any_text_is_read_as_eleven_digits_or_refused(text: str) -> None:
    mobile = read_mobile(text)
    assert mobile is None or re.fullmatch(r"1[3-9][0-9]{9}", mobile)


@given(st.from_regex(r"1(3|8)[0-9]{9}", fullmatch=True))
def test_reading_twice_is_reading_once(text: str) -> None:
    assert read_mobile(text) == text


def test_a_masked_number_keeps_its_first_three_and_last_four_digits() -> None:
    assert mask(Mobile("13802112345")) == "138****2345"

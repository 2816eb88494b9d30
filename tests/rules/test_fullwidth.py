import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.fullwidth import compact, half_width, is_blank


def test_every_full_width_form_of_ascii_is_folded() -> None:
    wide = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F))
    assert half_width(wide) == "".join(chr(code) for code in range(0x21, 0x7F))


def test_the_ideographic_space_is_a_space() -> None:
    assert half_width("一\u3000二") == "一 二"


@pytest.mark.parametrize(
    "text", ["567（8）", " 567 (8) ", "５６７(８)", "\u202a567(8)\u202c", "567\xa0(8)"]
)
def test_spaces_and_invisible_marks_are_dropped(text: str) -> None:
    assert compact(text) == "567(8)"


@given(st.text() | st.text(" \u3000\x1f\x85\xa0\u200b\u202d\ufeff\u180e"))
def test_blank_is_what_leaves_nothing(text: str) -> None:
    assert is_blank(text) is (not compact(text))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert compact(compact(text)) == compact(text)
    assert half_width(half_width(text)) == half_width(text)

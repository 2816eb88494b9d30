"""A page with holes is, when they are filled, the page that would have been rendered."""

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.web.portal.stencil import cut, hole

TEMPLATE = jinja2.Environment(autoescape=True).from_string(
    """<input value="{{ typed }}"><li>{{ other }}</li>{{ typed }}。"""
)


@given(st.text(), st.text(st.sampled_from("<>&\"'{}\ue000\ue001typed")))
def test_a_filled_stencil_is_the_page_as_rendered(typed: str, other: str) -> None:
    stencil = cut(TEMPLATE.render(typed=hole("typed"), other=hole("other")))
    expected = TEMPLATE.render(typed=typed, other=other)
    assert stencil.fill({"typed": typed, "other": other}) == expected


def test_a_page_without_holes_is_itself() -> None:
    assert cut("<p>完成</p>").fill({}) == "<p>完成</p>"


def test_a_hole_that_nothing_is_given_for_is_a_fault() -> None:
    with pytest.raises(KeyError):
        cut(hole("code")).fill({})

"""The hand: a house keeps its own, another draws otherwise, and none draws too large."""

from dataclasses import fields, replace

import pytest

from heyan.rules.captcha import ALPHABET, LENGTH
from heyan.web.portal.hand import PLAIN, Hand, hand_of
from heyan.web.portal.picture import draw

HANDS = [hand_of(bytes([n])) for n in range(40)]
OTHERWISE = Hand(
    sizes=(56, 64),
    lean=0.05,
    turn=10.0,
    fonts=(1, 4, 2),
    side_by_side=0.9,
    bands=(7.5, 9.5),
    depth_of_bands=5.5,
    depth_of_glyphs=2.5,
    curve_widths=(4, 5),
    curve_waves=(115, 250),
    slants=(4, 1),
)


def test_the_same_secret_makes_the_same_hand_and_another_secret_another() -> None:
    assert hand_of(b"a secret") == hand_of(b"a secret")
    assert len(set(HANDS)) == len(HANDS)


@pytest.mark.parametrize("level", [1, 2])
def test_no_hand_draws_a_picture_over_ten_kilobytes(level: int) -> None:
    for seed, hand in enumerate(HANDS):
        mixed = "".join(ALPHABET[(seed * 5 + n * 7) % len(ALPHABET)] for n in range(LENGTH))
        for text in ("WWWWW", mixed):
            assert len(draw(text, seed, level, hand)) <= 10_240


def test_hands_draw_different_pictures_from_the_same_seed() -> None:
    assert len({draw("ACD37", 1, hand=hand) for hand in HANDS}) == len(HANDS)


@pytest.mark.parametrize("name", [field.name for field in fields(Hand)])
@pytest.mark.parametrize("level", [1, 2])
def test_every_part_of_a_hand_changes_the_picture(name: str, level: int) -> None:
    other = replace(PLAIN, **{name: getattr(OTHERWISE, name)})
    assert any(draw("ACD37", seed, level, other) != draw("ACD37", seed, level) for seed in range(9))


def test_every_part_of_a_hand_depends_on_the_secret() -> None:
    for field in fields(Hand):
        assert len({getattr(hand, field.name) for hand in HANDS}) > 1

"""The captcha's picture: small, drawn from its seed alone, and holding the text it was given."""

import io

import pytest
from PIL import Image

from heyan.rules.captcha import ALPHABET, LENGTH
from heyan.web.portal.hand import Hand
from heyan.web.portal.picture import HEIGHT, WIDTH, draw


@pytest.mark.parametrize("level", [1, 2])
def test_a_picture_is_a_png_of_at_most_ten_kilobytes(level: int) -> None:
    for seed in range(60):
        text = "".join(ALPHABET[(seed * 5 + n * 7) % len(ALPHABET)] for n in range(LENGTH))
        png = draw(text, seed, level)
        assert len(png) <= 10_240
        with Image.open(io.BytesIO(png)) as image:
            assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))


def test_a_picture_that_would_be_too_large_gets_fewer_colours() -> None:
    assert len(draw("ACD37", 1, 2, Hand(bands=(30.0, 30.0)))) <= 10_240


def test_the_same_seed_draws_the_same_picture_and_another_seed_another() -> None:
    assert draw("ACD37", 1) == draw("ACD37", 1)
    assert draw("ACD37", 1) != draw("ACD37", 2)


def test_another_text_draws_another_picture() -> None:
    assert draw("ACD37", 1) != draw("ACD39", 1)


def test_the_widest_text_stays_within_the_picture() -> None:
    for seed in range(40):
        draw("WWWWW", seed, 2)


def test_nothing_but_the_pixels_is_in_the_file() -> None:
    with Image.open(io.BytesIO(draw("ACD37", 3))) as image:
        image.load()
        assert image.info == {}
    assert b"ACD37" not in draw("ACD37", 3)

"""The captcha's bench counts what solvers read right, and what pictures cost."""

import io

from PIL import Image

from heyan.bench.captcha import measure
from heyan.rules.captcha import ALPHABET
from heyan.web.portal.picture import HEIGHT, WIDTH
from tests.fakes.desks import loaded_dice

ALWAYS_A = bytes(64)  # dice that fall on the first symbol only


def read_all_a(png: bytes) -> str:
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.size == (WIDTH, HEIGHT)
    return ALPHABET[0] * 5


def read_nothing(_: bytes) -> str:
    return ""


def test_a_picture_is_as_small_as_the_design_asks() -> None:
    measured = measure(loaded_dice(), 40, 1, {})
    assert measured.largest_octets <= 10 * 1024
    assert measured.mean_octets <= measured.largest_octets
    assert measured.mean_ms > 0
    assert measured.read == {}
    assert measured.read_by_any == 0


def test_each_solver_is_counted_and_all_of_them_together() -> None:
    measured = measure(
        lambda size: ALWAYS_A[:size], 3, 2, {"lucky": read_all_a, "blind": read_nothing}
    )
    assert measured.read == {"lucky": 3, "blind": 0}
    assert measured.read_by_any == 3

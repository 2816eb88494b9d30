"""The hand in which a house draws its captchas: each has its own, and keeps it."""

from dataclasses import dataclass
from random import Random  # noqa: TID251 - seeded by the caller: the same secret makes the same hand


@dataclass(frozen=True)
class Hand:
    """How a house draws its captchas."""

    sizes: tuple[int, int] = (58, 70)  # of a glyph, in pixels
    lean: float = 0.12  # how far a glyph leans at most, in widths a height
    turn: float = 15.0  # how far it is turned at most, in degrees
    fonts: tuple[int, int, int] = (1, 1, 1)  # how often each is taken beside the others
    side_by_side: float = 0.15  # how often two neighbours stand in one row
    bands: tuple[float, float] = (8.5, 10.5)  # across the picture, by level
    depth_of_bands: float = 7.0  # how deep their bend is, in pixels
    depth_of_glyphs: float = 3.5
    curve_widths: tuple[int, int] = (3, 4)
    curve_waves: tuple[int, int] = (130, 300)  # how long the curve's wave is, in pixels
    slants: tuple[int, int] = (1, 1)  # how often bands slant to the left, and to the right


PLAIN = Hand()  # the one around which the others lie


def hand_of(secret: bytes) -> Hand:
    """Make the hand that belongs to a secret; every hand draws what people can read."""
    dice = Random(secret)  # noqa: S311 - it decides how pictures look, not what their answers are
    smallest, narrowest = dice.randint(56, 61), dice.randint(3, 4)
    bands = dice.uniform(7.6, 8.7)
    return Hand(
        sizes=(smallest, smallest + dice.randint(8, 12)),
        lean=dice.uniform(0.04, 0.16),
        turn=dice.uniform(9, 17),
        fonts=(dice.randint(1, 4), dice.randint(1, 4), dice.randint(1, 4)),
        side_by_side=dice.uniform(0.05, 0.25),
        bands=(bands, bands + dice.uniform(1.5, 2.0)),
        depth_of_bands=dice.uniform(5.5, 8.5),
        depth_of_glyphs=dice.uniform(2.6, 4.0),
        curve_widths=(narrowest, narrowest + dice.randint(0, 1)),
        curve_waves=(dice.randint(115, 160), dice.randint(240, 340)),
        slants=(dice.randint(1, 4), dice.randint(1, 4)),
    )

"""The captcha's picture: bold glyphs on a zig-zag, ink and ground changing places across bands."""

import io
import math
from functools import cache
from importlib.resources import as_file, files
from itertools import accumulate, pairwise
from random import Random  # noqa: TID251 - seeded by the caller: the same seed draws the same picture

from PIL import Image, ImageChops, ImageDraw, ImageFont
from PIL.Image import Resampling, Transform

from heyan.web.portal.hand import PLAIN, Hand

WIDTH, HEIGHT = 300, 132

_FONTS = (
    ("font_lato", "Lato-Black.ttf"),
    ("font_manrope", "Manrope-ExtraBold.ttf"),
    ("font_source_serif_pro", "SourceSerifPro-Black.ttf"),
)
_MARGIN = 6
_CLOSEST = 32.0  # between the middles of two glyphs that overlap
_MESH = (10, 5)
_TINTS = {1: 24, 2: 20}  # colours, by level; fewer where a picture would be too large
_LARGEST = 10_240  # octets
HARDEST = max(_TINTS)
_FULL_TURN = 2 * math.pi


def draw(text: str, seed: int, level: int = 1, hand: Hand = PLAIN) -> bytes:
    """Draw a text as a PNG; level 2, with a second curve and tighter bands, is for attacks."""
    dice = Random(seed)  # noqa: S311 - it decides how a picture looks, not what its answer is
    ink = _bend(_line_of_glyphs(text, dice, hand), dice, hand.depth_of_glyphs)
    for _ in range(level):
        ink = ImageChops.difference(ink, _curve(dice, hand))
    ink = ImageChops.difference(ink, _bands(dice, hand, level))
    dark, light = _cloud(dice, 25, 85), _cloud(dice, 178, 238)
    return _tinted_png(Image.composite(light, dark, ink), _TINTS[level], dice)


@cache
def _font(index: int, size: int) -> ImageFont.FreeTypeFont:
    package, name = _FONTS[index]
    with as_file(files(package) / "files" / name) as path:
        return ImageFont.truetype(path, size)


def _one_of(weights: tuple[int, ...], dice: Random) -> int:
    """Throw an index: how often each falls is as its weight to all."""
    thrown = dice.randrange(sum(weights))
    return next(n for n, below in enumerate(accumulate(weights)) if thrown < below)


def _blank() -> Image.Image:
    return Image.new("L", (WIDTH, HEIGHT))


def _glyph(symbol: str, dice: Random, hand: Hand) -> Image.Image:
    """Draw one symbol: its font, size, lean and turn are thrown."""
    font = _font(_one_of(hand.fonts, dice), dice.randint(*hand.sizes))
    left, top, right, bottom = font.getbbox(symbol)
    glyph = Image.new("L", (math.ceil(right - left) + 4, math.ceil(bottom - top) + 4))
    ImageDraw.Draw(glyph).text((2 - left, 2 - top), symbol, font=font, fill=255)
    lean = dice.uniform(-hand.lean, hand.lean)
    glyph = glyph.transform(
        (glyph.width + int(abs(lean) * glyph.height), glyph.height),
        Transform.AFFINE,
        (1, lean, -max(0.0, lean) * glyph.height, 0, 1, 0),
        Resampling.BILINEAR,
    )
    glyph = glyph.rotate(dice.uniform(-hand.turn, hand.turn), Resampling.BILINEAR, expand=True)
    return glyph.crop(glyph.getbbox())


def _line_of_glyphs(text: str, dice: Random, hand: Hand) -> Image.Image:
    """Set the glyphs on a zig-zag of two rows, closer than a solver can cut apart."""
    glyphs = [_glyph(symbol, dice, hand) for symbol in text]
    middles, rows = [0.0], [dice.randrange(2)]
    for left, right in pairwise(glyphs):
        touching = (left.width + right.width) / 2
        if dice.random() < hand.side_by_side:
            middles.append(middles[-1] + touching + 3)
            rows.append(rows[-1])
        else:
            middles.append(middles[-1] + max(_CLOSEST, touching * dice.uniform(0.70, 1.0)))
            rows.append(1 - rows[-1])
    span = middles[-1] + (glyphs[0].width + glyphs[-1].width) / 2
    room = WIDTH - 2 * _MARGIN
    stretch = min(1.2, room / span)
    start = _MARGIN + glyphs[0].width / 2 + dice.uniform(0, max(0.0, room - span * stretch))
    line = _blank()
    for glyph, middle, row in zip(glyphs, middles, rows, strict=True):
        x = start + middle * stretch - glyph.width / 2
        drop = dice.uniform(0, 0.22) if row == 0 else dice.uniform(0.78, 1)
        layer = _blank()
        layer.paste(
            glyph,
            (
                int(max(1, min(WIDTH - glyph.width - 1, x))),
                int(4 + max(0, HEIGHT - 8 - glyph.height) * drop),
            ),
        )
        line = ImageChops.lighter(line, layer)
    return line


def _bend(image: Image.Image, dice: Random, depth: float) -> Image.Image:
    """Shift every point by four waves; a mesh of quadrilaterals does it at the speed of C."""
    a, b, c, d = (dice.uniform(0.6, 1) * depth * dice.choice((-1, 1)) for _ in range(4))
    p, q, r, s = (_FULL_TURN / dice.uniform(70, 130) for _ in range(4))
    e, f, g, h = (dice.uniform(0, _FULL_TURN) for _ in range(4))

    def source(x: int, y: int) -> tuple[float, float]:
        return (
            x + a * 0.6 * math.sin(y * p + e) + b * 0.4 * math.sin(x * q + f),
            y + c * math.sin(x * r + g) + d * 0.3 * math.sin((x + y) * s + h),
        )

    columns, rows = _MESH
    xs = list(pairwise(WIDTH * i // columns for i in range(columns + 1)))
    ys = list(pairwise(HEIGHT * j // rows for j in range(rows + 1)))
    mesh = [
        (
            (left, top, right, bottom),
            (
                *source(left, top),
                *source(left, bottom),
                *source(right, bottom),
                *source(right, top),
            ),
        )
        for left, right in xs
        for top, bottom in ys
    ]
    return image.transform(image.size, Transform.MESH, mesh, Resampling.BILINEAR)


def _bands(dice: Random, hand: Hand, level: int) -> Image.Image:
    """Draw the slanting wavy bands in which ink and ground change places."""
    bands = _blank()
    pen = ImageDraw.Draw(bands)
    slant = dice.uniform(0.35, 0.9) * (-1, 1)[_one_of(hand.slants, dice)] * HEIGHT
    step = (WIDTH + HEIGHT) / hand.bands[level - 1]
    x = dice.uniform(0, step) - HEIGHT
    while x < WIDTH + HEIGHT:
        width = step * dice.uniform(0.40, 0.60)
        pen.polygon(
            [(x, 0), (x + width, 0), (x + width + slant, HEIGHT), (x + slant, HEIGHT)], fill=255
        )
        x += step * dice.uniform(0.8, 1.2)
    half = 127
    return _bend(bands, dice, hand.depth_of_bands).point(
        [255 if tone > half else 0 for tone in range(256)]
    )


def _curve(dice: Random, hand: Hand) -> Image.Image:
    """Draw a line that runs through the glyphs."""
    curve = _blank()
    middle, height = dice.uniform(0.35, 0.65) * HEIGHT, dice.uniform(0.15, 0.32) * HEIGHT
    pace, start = _FULL_TURN / dice.uniform(*hand.curve_waves), dice.uniform(0, _FULL_TURN)
    slope = dice.uniform(-0.15, 0.15)
    points = [
        (x, middle + height * math.sin(x * pace + start) + slope * (x - WIDTH / 2))
        for x in range(-6, WIDTH + 12, 6)
    ]
    width = dice.randint(*hand.curve_widths)
    ImageDraw.Draw(curve).line(points, fill=255, width=width, joint="curve")
    return curve


def _cloud(dice: Random, darkest: int, lightest: int) -> Image.Image:
    """Draw a smooth field of tones, so that no threshold parts ink from ground."""
    grid = (9, 5)
    tones = bytes(dice.randint(darkest, lightest) for _ in range(grid[0] * grid[1]))
    return Image.frombytes("L", grid, tones).resize((WIDTH, HEIGHT), Resampling.BICUBIC)


def _tinted_png(image: Image.Image, tints: int, dice: Random) -> bytes:
    """Give both tones one light tint of equal brightness, and pack few colours small."""
    tint = [dice.randint(-18, 18) for _ in range(3)]
    png = _packed(image, tints, tint)
    while len(png) > _LARGEST:  # one in thousands
        tints -= 2
        png = _packed(image, tints, tint)
    return png


def _packed(image: Image.Image, tints: int, tint: list[int]) -> bytes:
    few = image.quantize(tints, method=Image.Quantize.MEDIANCUT)
    colours = (few.getpalette() or [])[: 3 * tints]
    few.putpalette([max(0, min(255, v + tint[i % 3])) for i, v in enumerate(colours)])
    packed = io.BytesIO()
    few.save(packed, "PNG", compress_level=4)
    return packed.getvalue()

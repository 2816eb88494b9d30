"""The captcha measured: what a picture costs, and how often a solver of the trade reads it."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from typing import Any

from heyan.casework.answers.captchas import Riddle, think_up
from heyan.keys.ring import DrawBytes
from heyan.rules.captcha import ALPHABET, fold
from heyan.web.portal.hand import hand_of
from heyan.web.portal.picture import draw as draw_picture

Solver = Callable[[bytes], str]

SOLVER = "ddddocr"
_SYMBOLS = frozenset(ALPHABET + "Y6T")  # with what is read as one with X, C and 7
_PERCENTILE = 0.95
_THOUSAND = 1000
_SECRET_SIZE = 16


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What came out."""

    count: int
    level: int
    mean_ms: float  # of one core, to draw a picture
    p95_ms: float
    mean_octets: int
    largest_octets: int
    read: dict[str, int]  # by solver: how many pictures it read right
    read_by_any: int


@dataclass(frozen=True)
class Drawn:
    riddle: Riddle
    png: bytes
    seconds: float


def measure(draw: DrawBytes, count: int, level: int, solvers: Mapping[str, Solver]) -> Measured:
    """Draw fresh captchas, and let every solver try each of them once."""
    pictures = [_drawn(draw, level) for _ in range(count)]
    seconds = sorted(picture.seconds for picture in pictures)
    sizes = [len(picture.png) for picture in pictures]
    right = {name: _right(solve, pictures) for name, solve in solvers.items()}
    return Measured(
        count=count,
        level=level,
        mean_ms=statistics.fmean(seconds) * _THOUSAND,
        p95_ms=seconds[int((count - 1) * _PERCENTILE)] * _THOUSAND,
        mean_octets=round(statistics.fmean(sizes)),
        largest_octets=max(sizes),
        read={name: len(which) for name, which in right.items()},
        read_by_any=len(set().union(*right.values())),
    )


def find_solvers() -> dict[str, Solver]:
    """Return the solvers that are installed here, with the models they ship."""
    if find_spec(SOLVER) is None:
        return {}
    maker = import_module(SOLVER).DdddOcr
    return {
        "first model": maker(show_ad=False, old=True).classification,
        "second model": maker(show_ad=False).classification,
        "beta model": maker(show_ad=False, beta=True).classification,
        "alphabet known": _knowing(maker),
    }


def _drawn(draw: DrawBytes, level: int) -> Drawn:
    # Each in a hand of its own: the rate that comes out is told over many houses.
    riddle, hand = think_up(draw), hand_of(draw(_SECRET_SIZE))
    begun = time.thread_time()
    png = draw_picture(riddle.answer, riddle.seed, level, hand)
    return Drawn(riddle, png, time.thread_time() - begun)


def _right(solve: Solver, pictures: Sequence[Drawn]) -> set[int]:
    return {
        n
        for n, picture in enumerate(pictures)
        if fold(solve(picture.png)) == fold(picture.riddle.answer)
    }


def _knowing(maker: Callable[..., Any]) -> Solver:
    """Make a solver that is told which symbols there are, and takes the likeliest of them."""
    reader = maker(show_ad=False)

    def solve(png: bytes) -> str:
        found = reader.classification(png, probability=True)
        symbols = [symbol.upper() for symbol in found["charset"]]
        columns = [n for n, symbol in enumerate(symbols) if not symbol or symbol in _SYMBOLS]
        likeliest = [max(columns, key=row.__getitem__) for (row,) in found["probabilities"]]
        return "".join(symbols[n] for n, _ in groupby(likeliest))

    return solve

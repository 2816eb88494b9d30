"""The captcha's sound measured: what it costs, and how often a template matcher hears it.

The matcher is the strongest simple attack there is: it has the very voices that speak, at several
speeds, slides them along the sound's spectrogram, and takes the six places that fit best.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from PIL.Image import Resampling

from heyan.keys.ring import DrawBytes
from heyan.rules.captcha import SPOKEN
from heyan.web.portal.sound import RATE, Clip, Language, load_voices, speak

MATHEMATICS = "numpy"

_HEADER = 44  # octets of a WAV file before its samples
_WINDOW, _HOP, _BANDS = 256, 64, 24  # of the spectrogram, in samples
_LOWEST_BIN = 2
_FLOOR = 0.05  # what is quieter is as good as silent
_SPEEDS = (0.9, 0.97, 1.05, 1.12, 1.2)
_PLACES = 12  # that each template may propose
_APART = 0.45 * RATE / _HOP  # between the middles of two digits

Listener = Callable[[bytes], str]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came out."""

    count: int
    language: str
    mean_ms: float  # of one core, to make a sound
    mean_octets: int
    seconds: float  # that a sound lasts
    whole: int  # sounds of which every digit was heard
    digits: int  # digits that were heard at their place


def can_listen() -> bool:
    return find_spec(MATHEMATICS) is not None


def find_listener(language: Language) -> Listener:
    """Return the matcher, or one that hears nothing where what it calculates with is missing."""
    return Matcher(language).hear if can_listen() else lambda _: ""


def listen(draw: DrawBytes, count: int, language: Language, hear: Listener) -> Heard:
    """Make fresh sounds, and let a listener try each of them once."""
    times, sizes, whole, digits = [], [], 0, 0
    for _ in range(count):
        said = f"{int.from_bytes(draw(8)) % 10**SPOKEN:0{SPOKEN}}"
        begun = time.thread_time()
        file = speak(said, int.from_bytes(draw(8)), language)
        times.append(time.thread_time() - begun)
        sizes.append(len(file))
        heard = hear(file[_HEADER:])
        whole += heard == said
        digits += sum(a == b for a, b in zip(heard, said, strict=False))
    return Heard(
        count=count,
        language=language,
        mean_ms=statistics.fmean(times) * 1000,
        mean_octets=round(statistics.fmean(sizes)),
        seconds=statistics.fmean(sizes) / RATE,
        whole=whole,
        digits=digits,
    )


class Matcher:
    """Knows how every voice says every digit, a little slower and faster too."""

    def __init__(self, language: Language) -> None:
        self.numpy: Any = import_module(MATHEMATICS)
        self._voices = load_voices(language)
        self._templates = [
            (digit, self._normal(self._spectrogram(_at_speed(clip, speed))))
            for voice in self._voices
            for digit, clip in enumerate(voice)
            for speed in _SPEEDS
        ]

    def hear(self, samples: bytes, most: int = SPOKEN) -> str:
        """Return the digits that fit best, in the order in which they are said."""
        spectrogram = self._spectrogram(samples)
        proposed: list[tuple[float, float, int]] = []
        for digit, template in self._templates:
            proposed += self._places(spectrogram, digit, template)
        taken: list[tuple[float, int]] = []
        for _, middle, digit in sorted(proposed, reverse=True):
            if len(taken) < most and all(abs(middle - at) > _APART for at, _ in taken):
                taken.append((middle, digit))
        return "".join(str(digit) for _, digit in sorted(taken))

    def _places(
        self, spectrogram: Any, digit: int, template: Any
    ) -> Sequence[tuple[float, float, int]]:
        np, (length, bands) = self.numpy, template.shape
        if len(spectrogram) < length:
            return ()
        flat = np.ascontiguousarray(spectrogram).ravel()
        sliding = np.lib.stride_tricks.sliding_window_view(flat, length * bands)[::bands]
        both = [self._sliding_sum(each, length) for each in (spectrogram, spectrogram**2)]
        spread = both[1] - both[0] ** 2 / (length * bands)
        fits = sliding @ template.ravel() / np.sqrt(np.maximum(spread, _FLOOR))
        best = np.argsort(fits)[-_PLACES:]
        return [(float(fits[at]), float(at + length / 2), digit) for at in best]

    def _sliding_sum(self, rows: Any, length: int) -> Any:
        sums = self.numpy.cumsum(rows.sum(1))
        return sums[length - 1 :] - self.numpy.concatenate(([0.0], sums[:-length]))

    def _spectrogram(self, samples: bytes) -> Any:
        np = self.numpy
        wave = (np.frombuffer(samples, np.uint8).astype(float) - 128) / 128
        wave = np.pad(wave, (0, max(0, _WINDOW - len(wave))))
        frames = np.lib.stride_tricks.sliding_window_view(wave, _WINDOW)[::_HOP]
        bins = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW)))[:, _LOWEST_BIN:]
        edges = np.linspace(0, bins.shape[1], _BANDS + 1).astype(int)
        bands = [bins[:, a:b].sum(1) for a, b in pairwise(edges)]
        return np.log(np.stack(bands, 1) + _FLOOR).astype(np.float32)

    def _normal(self, spectrogram: Any) -> Any:
        level = spectrogram - spectrogram.mean()
        return level / self.numpy.linalg.norm(level)


def _at_speed(clip: Clip, speed: float) -> bytes:
    slower = clip.resize((int(clip.width * speed), 1), Resampling.BILINEAR)
    return bytes(slower.tobytes())

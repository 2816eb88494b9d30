"""The captcha's sound: digits spoken by changing voices, among voices that run backwards.

A row of samples is a picture one pixel high, so that mixing and stretching are Pillow's.
"""

import io
import wave
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random  # noqa: TID251 - seeded by the caller: the same seed makes the same sound
from typing import Literal

from PIL import Image, ImageChops
from PIL.Image import Resampling, Transpose

RATE = 8000  # samples a second, of eight bits: as a telephone has them
VOICES = 3  # of each language
SLOT = 5200  # samples of a voice's file for each digit, silence behind it included

Language = Literal["zh", "en"]
Clip = Image.Image

_SILENCE = 128
_LEVELS = 256
_LAYERS = 2  # of voices in the background
_LOUD = (0.55, 0.7)
# English digits differ more from each other, for programs too, so more has to stand behind them.
_QUIET: Mapping[Language, tuple[float, float]] = {"zh": (0.3, 0.45), "en": (0.4, 0.55)}
_HISS: Mapping[Language, float] = {"zh": 0.08, "en": 0.12}
_SPEED, _BACKWARD_SPEED = (0.9, 1.2), (0.7, 1.3)
_BEFORE, _BETWEEN, _AFTER = (0.5, 0.9), (0.25, 0.55), (0.3, 0.6)  # seconds


def speak(digits: str, seed: int, language: Language) -> bytes:
    """Speak digits; return a WAV file."""
    dice = Random(seed)  # noqa: S311 - only how it sounds; the digits were drawn by our dice
    voices = load_voices(language)
    said, length = _say(dice, voices, digits)
    canvas = Image.new("L", (length, 1), _SILENCE)
    for _ in range(_LAYERS):
        _babble(dice, voices, canvas, _QUIET[language])
    hiss = Image.frombytes("L", (length, 1), dice.randbytes(length))
    _mix(canvas, _louder(hiss, _HISS[language]), 0)
    for at, clip in said:
        _mix(canvas, clip, at)
    return as_wav(canvas.tobytes())


@cache
def load_voices(language: Language) -> Sequence[Sequence[Clip]]:
    """Return the ten digits of each voice."""
    return tuple(_load(f"{language}-{voice}.wav") for voice in range(1, VOICES + 1))


def as_wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(RATE)
        out.writeframes(samples)
    return file.getvalue()


def _load(name: str) -> tuple[Clip, ...]:
    with (files("heyan.web.portal") / "voices" / name).open("rb") as file, wave.open(file) as voice:
        samples = voice.readframes(voice.getnframes())
    digits = (samples[n * SLOT : (n + 1) * SLOT] for n in range(10))
    return tuple(_clip(each.rstrip(bytes([_SILENCE]))) for each in digits)


def _clip(samples: bytes) -> Clip:
    return Image.frombytes("L", (len(samples), 1), samples)


def _say(
    dice: Random, voices: Sequence[Sequence[Clip]], digits: str
) -> tuple[list[tuple[int, Clip]], int]:
    """Choose for each digit its voice, speed, loudness and moment; return also the whole length."""
    said = []
    at = _pause(dice, _BEFORE)
    for digit in digits:
        clip = _faster(dice, dice.choice(voices)[int(digit)], _SPEED)
        said.append((at, _louder(clip, dice.uniform(*_LOUD))))
        at += clip.width + _pause(dice, _BETWEEN)
    return said, at + _pause(dice, _AFTER)


def _babble(
    dice: Random, voices: Sequence[Sequence[Clip]], canvas: Clip, quiet: tuple[float, float]
) -> None:
    """Lay digits that run backwards over the whole length, close to each other."""
    at = dice.randrange(SLOT // 2)
    while at < canvas.width:
        backward = dice.choice(dice.choice(voices)).transpose(Transpose.FLIP_LEFT_RIGHT)
        clip = _faster(dice, backward, _BACKWARD_SPEED)
        _mix(canvas, _louder(clip, dice.uniform(*quiet)), at)
        at += int(clip.width * dice.uniform(0.6, 0.9))


def _pause(dice: Random, seconds: tuple[float, float]) -> int:
    return int(RATE * dice.uniform(*seconds))


def _faster(dice: Random, clip: Clip, speeds: tuple[float, float]) -> Clip:
    return clip.resize((int(clip.width * dice.uniform(*speeds)), 1), Resampling.BILINEAR)


def _louder(clip: Clip, gain: float) -> Clip:
    return clip.point([round(_SILENCE + (n - _SILENCE) * gain) for n in range(_LEVELS)])


def _mix(canvas: Clip, clip: Clip, at: int) -> None:
    end = min(at + clip.width, canvas.width)
    here = canvas.crop((at, 0, end, 1))
    canvas.paste(ImageChops.add(here, clip.crop((0, 0, end - at, 1)), 1, -_SILENCE), (at, 0))

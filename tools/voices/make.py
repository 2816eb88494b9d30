"""Makes the voices of the spoken captcha (src/heyan/web/portal/voices) with espeak-ng.

Run by `make voices`, which installs espeak-ng for it. What it says is data; nothing of espeak-ng
comes with heyan.
"""

import ctypes
import sys
import wave
from pathlib import Path
from types import MappingProxyType

import espeakng_loader

RATE, SLOT = 8000, 5200  # as heyan.web.portal.sound reads them
SPEED = 130  # words a minute
_SYNCHRONOUS, _SPEED_PARAMETER, _UTF8 = 2, 1, 1
_FADE = 60
_LOUDEST = 120
_NEARLY_SILENT = 0.02

DIGITS = MappingProxyType(
    {
        "zh": tuple("零一二三四五六七八九"),
        "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    }
)
VOICES = MappingProxyType(
    {"zh": ("cmn+f3", "cmn+m3", "cmn+f2"), "en": ("en-us+f3", "en-us+m3", "en-us+m7")}
)
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Speaker:
    """espeak-ng, by its C functions."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._heard: list[int] = []
        self._callback = _CALLBACK(self._hear)  # kept, for C holds no reference
        data = espeakng_loader.get_data_path().encode()
        self.rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, voice: str, word: str) -> list[int]:
        self._heard = []
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise LookupError(voice)
        self._library.espeak_SetParameter(_SPEED_PARAMETER, SPEED, 0)
        text = word.encode()
        self._library.espeak_Synth(text, len(text) + 1, 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return self._heard

    def _hear(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: object) -> int:
        if count and samples:
            self._heard += samples[:count]
        return 0


def cut(samples: list[int], rate: int) -> bytes:
    """Bring what was said to our rate and loudness, without the silence around it, in a slot."""
    smooth = [sum(near) / 3 for near in zip(samples, samples[1:], samples[2:], strict=False)]
    peak = max(map(abs, smooth))
    heard = [n for n, sample in enumerate(smooth) if abs(sample) > peak * _NEARLY_SILENT]
    word = smooth[heard[0] : heard[-1]]
    count = int(len(word) * RATE / rate)
    short = [word[int(n * rate / RATE)] / peak for n in range(count)]
    for n in range(_FADE):
        short[n] *= n / _FADE
        short[-1 - n] *= n / _FADE
    return bytes(round(128 + sample * _LOUDEST) for sample in short).ljust(SLOT, b"\x80")


def main(folder: Path) -> None:
    speaker = Speaker()
    for language, words in DIGITS.items():
        for number, voice in enumerate(VOICES[language], start=1):
            slots = [cut(speaker.say(voice, word), speaker.rate) for word in words]
            with wave.open(str(folder / f"{language}-{number}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(1)
                file.setframerate(RATE)
                file.writeframes(b"".join(slots))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

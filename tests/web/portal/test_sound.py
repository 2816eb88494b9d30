"""The captcha's sound: six digits in a WAV file, different in every way but what they are."""

import io
import wave

import pytest

from heyan.web.portal.sound import RATE, SLOT, VOICES, Language, load_voices, speak

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def samples_of(file: bytes) -> bytes:
    with wave.open(io.BytesIO(file)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 1)
        assert sound.getframerate() == RATE
        samples: bytes = sound.readframes(sound.getnframes())
        return samples


def swing(samples: bytes) -> float:
    return sum(abs(sample - 128) for sample in samples) / len(samples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_voice_has_ten_digits(language: Language) -> None:
    voices = load_voices(language)
    assert len(voices) == VOICES
    for digits in voices:
        assert len(digits) == 10
        for clip in digits:
            assert RATE / 6 < clip.width <= SLOT, "heard, and whole"
            assert swing(clip.tobytes()) > 5
    assert len({clip.tobytes() for digits in voices for clip in digits}) == 10 * VOICES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sound_is_short_and_never_silent(language: Language) -> None:
    samples = samples_of(speak("012345", 1, language))
    assert 4 * RATE < len(samples) < 9 * RATE
    tenth = RATE // 10
    quietest = min(swing(samples[at : at + tenth]) for at in range(0, len(samples) - tenth, tenth))
    assert quietest > 1, "no pause shows where a digit begins"


def test_the_same_seed_makes_the_same_sound_and_another_one_another() -> None:
    assert speak("012345", 1, "zh") == speak("012345", 1, "zh")
    one, other = (samples_of(speak("012345", seed, "zh")) for seed in (1, 2))
    assert one != other
    assert len(one) != len(other)


def test_other_digits_make_another_sound() -> None:
    assert speak("012345", 1, "zh") != speak("912345", 1, "zh")

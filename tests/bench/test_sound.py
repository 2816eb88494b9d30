"""The bench of spoken captchas: its matcher hears what is said alone, and little of a captcha."""

import pytest
from PIL.Image import Resampling

from heyan.bench.sound import Matcher, find_listener, listen
from heyan.web.portal.sound import Language, load_voices
from tests.fakes.desks import loaded_dice


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_matcher_hears_every_digit_that_is_said_alone(language: Language) -> None:
    matcher = Matcher(language)
    for voice in load_voices(language):
        for digit, clip in enumerate(voice):
            slower = clip.resize((int(clip.width * 1.02), 1), Resampling.BILINEAR)
            assert matcher.hear(slower.tobytes(), 1) == str(digit)


def test_what_is_heard_is_counted_whole_and_by_digits() -> None:
    def always_zero(_: bytes) -> str:
        return "000000"

    heard = listen(bytes, 3, "zh", always_zero)
    assert (heard.whole, heard.digits) == (3, 18)
    assert 4 < heard.seconds < 9
    assert heard.mean_ms > 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_matcher_hears_no_captcha_whole(language: Language) -> None:
    assert listen(loaded_dice(), 4, language, find_listener(language)).whole == 0

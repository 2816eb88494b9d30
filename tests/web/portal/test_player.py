"""The player: a sound is made once, however often it is asked for, and one at a time."""

import asyncio
import threading
from dataclasses import dataclass, field

import pytest

from heyan.casework.answers.captchas import Spoken
from heyan.web.portal.player import Player
from heyan.web.portal.sound import Language, speak

ONE, TWO, THREE = (Spoken(f"12345{n}", n) for n in (1, 2, 3))


@dataclass
class Mouth:
    """Speaks, and remembers what it spoke and whether it ever said two things at once."""

    spoke: list[tuple[str, Language]] = field(default_factory=list)
    busy: threading.Lock = field(default_factory=threading.Lock)
    at_once: bool = False

    def speak(self, digits: str, seed: int, language: Language) -> bytes:
        if not self.busy.acquire(blocking=False):
            self.at_once = True
            return b""
        try:
            self.spoke.append((digits, language))
            return speak(digits, seed, language)
        finally:
            self.busy.release()


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


async def test_what_is_heard_again_is_not_made_again(mouth: Mouth) -> None:
    player = Player(mouth.speak)
    heard = [await player.play(ONE, "zh") for _ in range(3)]
    assert heard == [speak(ONE.digits, ONE.seed, "zh")] * 3
    assert mouth.spoke == [(ONE.digits, "zh")]


async def test_each_captcha_and_language_has_its_own_sound(mouth: Mouth) -> None:
    player = Player(mouth.speak)
    heard = {await player.play(says, "zh") for says in (ONE, TWO)}
    heard.add(await player.play(ONE, "en"))
    assert len(heard) == 3


async def test_however_many_ask_one_sound_is_made_at_a_time(mouth: Mouth) -> None:
    player = Player(mouth.speak)
    asked = [player.play(says, "zh") for says in (ONE, TWO, THREE) * 4]
    heard = await asyncio.gather(*asked)
    assert not mouth.at_once
    assert sorted(mouth.spoke) == [(each.digits, "zh") for each in (ONE, TWO, THREE)]
    assert heard == [speak(each.digits, each.seed, "zh") for each in (ONE, TWO, THREE)] * 4


async def test_of_too_many_the_one_longest_unheard_is_forgotten(mouth: Mouth) -> None:
    player = Player(mouth.speak, kept=2)
    for says in (ONE, TWO, ONE, THREE, ONE, TWO):
        await player.play(says, "zh")
    made = [digits for digits, _ in mouth.spoke]
    assert made == [each.digits for each in (ONE, TWO, THREE, TWO)]

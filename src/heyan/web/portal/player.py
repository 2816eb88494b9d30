"""Speaks captchas one at a time, and keeps what was spoken: hearing it again costs no work."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from heyan.casework.answers.captchas import Spoken
from heyan.web.portal.sound import Language, speak

KEPT = 64  # sounds, of some sixty kilobytes each


@dataclass
class Player:
    """Makes one sound at a time, however many ask, and forgets those that were longest unheard."""

    speak: Callable[[str, int, Language], bytes] = speak
    kept: int = KEPT
    _sounds: OrderedDict[tuple[Spoken, Language], bytes] = field(
        default_factory=OrderedDict, init=False, repr=False
    )
    _one: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(1), init=False, repr=False
    )

    async def play(self, says: Spoken, language: Language) -> bytes:
        """Return the sound; whether it is theirs to hear is settled before anybody gets here."""
        which = says, language
        if which not in self._sounds:
            await self._make(which)
        sound = self._sounds.pop(which)
        self._sounds[which] = sound
        return sound

    async def _make(self, which: tuple[Spoken, Language]) -> None:
        says, language = which
        async with self._one:
            if which in self._sounds:  # whoever stood in front asked for the same
                return
            made = await asyncio.to_thread(self.speak, says.digits, says.seed, language)
            self._sounds[which] = made
            if len(self._sounds) > self.kept:
                self._sounds.popitem(last=False)

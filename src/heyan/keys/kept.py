"""The ring of a running house: its file is looked at again when new work begins.

So a rotation needs no restart. Whoever does new work asks for the current key, and that looks
whether the file has changed; whoever meets an id that is not known looks as well, since the file
had the key before anything was sealed with it. The usual case, an old box under a known key, looks
at nothing.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from heyan.keys.ring import BadRing, KeyRing, Keys
from heyan.keys.ring_file import read_ring, replace_ring

logger = logging.getLogger(__name__)

_Mark: TypeAlias = tuple[int, int, int]


class KeptRing:
    """The ring as its file has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = self._mark()
        self._ring = read_ring(path)

    @property
    def codes(self) -> "KeptKeys":
        return KeptKeys(self, "codes")

    @property
    def data(self) -> "KeptKeys":
        return KeptKeys(self, "data")

    @property
    def web(self) -> "KeptKeys":
        return KeptKeys(self, "web")

    def lookup(self, kind: str, text: str) -> bytes:
        """Return the keyed hash by which rows with this text are found; its key stays."""
        return self._ring.lookup(kind, text)

    def fingerprint(self) -> str:
        return self._ring.fingerprint()

    def trail_key(self) -> bytes:
        """Return the key that trails are chained under; it stays."""
        return self._ring.trail_key()

    def in_hand(self) -> KeyRing:
        """Return the ring as it was read last."""
        return self._ring

    def fresh(self) -> KeyRing:
        """Return the ring as the file has it now.

        A file that is gone, half copied, or of another house changes nothing: the house works on
        with the ring in hand, and says so.
        """
        try:
            seen = self._mark()
            if seen != self._seen:
                self._take(read_ring(self.path))
                self._seen = seen
        except (BadRing, OSError) as fault:
            logger.warning("Working on with the key ring in hand: %s", _why(fault))
        return self._ring

    def change(self, how: Callable[[KeyRing], KeyRing]) -> KeyRing:
        """Change the file; only one process at a time may. Return the ring as it is now."""
        changed = how(read_ring(self.path))
        replace_ring(self.path, changed)
        return self.fresh()

    def _take(self, ring: KeyRing) -> None:
        if ring.fingerprint() != self._ring.fingerprint():
            raise BadRing(f"The key file {self.path} is another house's.")
        self._ring = ring

    def _mark(self) -> _Mark:
        """Return what changes when the file is replaced or written to."""
        found = self.path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size


@dataclass(frozen=True)
class KeptKeys:
    """The keys of one use, as the file has them."""

    ring: KeptRing
    use: str

    @property
    def current(self) -> str:
        """The key for new work, as of now."""
        return self.ring.fresh().keys(self.use).current

    def __getitem__(self, key_id: str) -> bytes:
        known = self._in_hand().held.get(key_id)
        return self.ring.fresh().keys(self.use)[key_id] if known is None else known

    def in_turn(self) -> Sequence[bytes]:
        """Return all keys, the current one first."""
        return self.ring.fresh().keys(self.use).in_turn()

    def _in_hand(self) -> Keys:
        return self.ring.in_hand().keys(self.use)


def _why(fault: Exception) -> str:
    return str(fault) if isinstance(fault, BadRing) else f"{type(fault).__name__} at its file."

"""The key ring (密钥环): keys with ids, four uses of them, and how one key takes over from another.

A key of a ring is current (new work is done with it), superseded (it serves what was begun with
it), or waiting (added, so that every machine has it before it becomes current).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from heyan.rules.keyed_hash import keyed_hash

DrawBytes = Callable[[int], bytes]  # the dice for key material and nonces

KEY_SIZE = 32
_LOOKUP_SIZE = 16  # 128 bits of a keyed hash: no collision is to be expected
_CHECK_SIZE = 8
_TRAIL_LABEL = b"heyan trail"

USES = ("codes", "data", "lookups", "web")
# The key of look-ups stays: rows are found by its hashes, and not all can be hashed anew.
ROTATED = ("codes", "data", "web")


class BadRing(Exception):
    """The key file cannot be used; says why in one sentence, without any key."""


class KeysInUse(Protocol):
    """The keys of one use, as whoever works with them sees them."""

    @property
    def current(self) -> str: ...

    def __getitem__(self, key_id: str) -> bytes: ...

    def in_turn(self) -> Sequence[bytes]: ...


class Ring(Protocol):
    """A ring as whoever works with it sees it: in hand, or kept in a file that may change."""

    @property
    def codes(self) -> KeysInUse: ...

    @property
    def data(self) -> KeysInUse: ...

    @property
    def web(self) -> KeysInUse: ...

    def lookup(self, kind: str, text: str) -> bytes: ...

    def fingerprint(self) -> str: ...

    def trail_key(self) -> bytes: ...


@dataclass(frozen=True)
class Keys:
    """The keys of one use; the current one is for new work, the others for what is still open."""

    current: str
    held: Mapping[str, bytes] = field(repr=False)
    superseded: Mapping[str, datetime] = field(default_factory=dict)

    def __getitem__(self, key_id: str) -> bytes:
        try:
            return self.held[key_id]
        except KeyError:
            raise BadRing(f"The key ring lacks the key {key_id}.") from None

    @classmethod
    def drawn(cls, key_id: str, draw: DrawBytes) -> Self:
        return cls(key_id, {key_id: draw(KEY_SIZE)})

    @property
    def waiting(self) -> str | None:
        """The key that is to become current next, if one was added."""
        return next((i for i in self.held if i not in {self.current, *self.superseded}), None)

    def in_turn(self) -> Sequence[bytes]:
        """Return all keys, the current one first."""
        others = (key for key_id, key in self.held.items() if key_id != self.current)
        return [self[self.current], *others]

    def extended(self, use: str, draw: DrawBytes) -> Self:
        """Add a key that waits to become current, unless one does."""
        if self.waiting is not None:
            return self
        numbers = (key_id.rpartition("-")[2] for key_id in self.held)
        last = max((int(number) for number in numbers if number.isdecimal()), default=0)
        return replace(self, held={**self.held, f"{use}-{last + 1}": draw(KEY_SIZE)})

    def advanced(self, now: datetime) -> Self:
        """Make the waiting key current."""
        following = self.waiting
        if following is None:
            return self
        return replace(self, current=following, superseded={**self.superseded, self.current: now})

    def without(self, key_ids: Collection[str]) -> Self:
        """Let superseded keys go."""
        gone = self.superseded.keys() & set(key_ids)
        return replace(
            self,
            held={key_id: key for key_id, key in self.held.items() if key_id not in gone},
            superseded={i: since for i, since in self.superseded.items() if i not in gone},
        )


@dataclass(frozen=True)
class KeyRing:
    """Four uses, so that no key serves two purposes."""

    codes: Keys
    data: Keys
    lookups: Keys
    web: Keys

    @classmethod
    def drawn(cls, draw: DrawBytes) -> Self:
        """Make a new ring."""
        return cls(*(Keys.drawn(f"{use}-1", draw) for use in USES))

    def keys(self, use: str) -> Keys:
        """Return the keys of a use."""
        keys: Keys = getattr(self, use)
        return keys

    def extended(self, draw: DrawBytes) -> Self:
        """Add keys that wait to become current."""
        return replace(self, **{use: self.keys(use).extended(use, draw) for use in ROTATED})

    def advanced(self, now: datetime) -> Self:
        """Make the waiting keys current; those before them serve what was begun with them."""
        return replace(self, **{use: self.keys(use).advanced(now) for use in ROTATED})

    def without(self, key_ids: Collection[str]) -> Self:
        """Let superseded keys go."""
        return replace(self, **{use: self.keys(use).without(key_ids) for use in ROTATED})

    def lookup(self, kind: str, text: str) -> bytes:
        """Return the keyed hash by which rows with this text are found, without telling it."""
        key = self.lookups[self.lookups.current]
        return keyed_hash(key, f"{kind}\0{text}".encode())[:_LOOKUP_SIZE]

    def fingerprint(self) -> str:
        """Return what a database remembers, to refuse another ring. It tells nothing of the key."""
        return self.lookup("ring", "fingerprint").hex()

    def trail_key(self) -> bytes:
        """Return the key that trails are chained under; it stays, as the key of look-ups does."""
        key = self.lookups[self.lookups.current]
        return HKDF(SHA256(), KEY_SIZE, salt=None, info=_TRAIL_LABEL).derive(key)

    def checks(self) -> dict[str, str]:
        """Return for each id something that only this key makes, and that tells nothing of it."""
        return {
            key_id: keyed_hash(key, b"heyan key check")[:_CHECK_SIZE].hex()
            for use in USES
            for key_id, key in self.keys(use).held.items()
        }

    def begun(self) -> set[str]:
        """Return the ids of the keys that something may have been begun with: none that waits."""
        uses = [self.keys(use) for use in USES]
        return {key_id for keys in uses for key_id in keys.held if key_id != keys.waiting}

"""The key ring (密钥环): keys with ids, in a file of their own that only its owner may read."""

import base64
import hmac
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import msgspec

DrawBytes = Callable[[int], bytes]  # the dice for key material and nonces

_KEY_SIZE = 32
_LOOKUP_SIZE = 16  # 128 bits of a keyed hash: no collision is to be expected
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class BadRing(Exception):
    """The key file cannot be used; says why in one sentence, without any key."""


@dataclass(frozen=True)
class Keys:
    """The keys of one use; the current one is for new work, the others for what is still open."""

    current: str
    held: Mapping[str, bytes] = field(repr=False)

    def __getitem__(self, key_id: str) -> bytes:
        try:
            return self.held[key_id]
        except KeyError:
            raise BadRing(f"The key ring lacks the key {key_id}.") from None

    @classmethod
    def drawn(cls, key_id: str, draw: DrawBytes) -> Self:
        return cls(key_id, {key_id: draw(_KEY_SIZE)})


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
        uses = ("codes", "data", "lookups", "web")
        return cls(*(Keys.drawn(f"{use}-1", draw) for use in uses))

    def lookup(self, kind: str, text: str) -> bytes:
        """Return the keyed hash by which rows with this text are found, without telling it."""
        key = self.lookups[self.lookups.current]
        return hmac.digest(key, f"{kind}\0{text}".encode(), "sha256")[:_LOOKUP_SIZE]

    def fingerprint(self) -> str:
        """Return what a database remembers, to refuse another ring. It tells nothing of the key."""
        return self.lookup("ring", "fingerprint").hex()


def read_ring(path: Path) -> KeyRing:
    """Read the key file; BadRing when others may read it or it is no ring."""
    if path.stat().st_mode & _OTHERS:
        raise BadRing(f"The key file {path} may be read by others; make its mode 0600.")
    try:
        plain = msgspec.json.decode(path.read_bytes(), type=dict[str, _PlainKeys])
        uses = {use: Keys(k.current, _decoded(k.keys)) for use, k in plain.items()}
        ring = KeyRing(**uses)
    except (msgspec.DecodeError, TypeError, ValueError):
        raise BadRing(f"The key file {path} is not a key ring.") from None
    for keys in (ring.codes, ring.data, ring.lookups, ring.web):
        if len(keys[keys.current]) != _KEY_SIZE:
            raise BadRing(f"The key {keys.current} in {path} has not {_KEY_SIZE} octets.")
    return ring


def make_ring(path: Path, ring: KeyRing, draft_name: str) -> None:
    """Write the key file, whole or not at all; one that is there already stays.

    `draft_name` is one that no other process uses.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(draft_name)
    _write(draft, ring)
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _write(draft: Path, ring: KeyRing) -> None:
    uses = {"codes": ring.codes, "data": ring.data, "lookups": ring.lookups, "web": ring.web}
    plain = {use: _PlainKeys(k.current, _encoded(k.held)) for use, k in uses.items()}
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(plain)))


class _PlainKeys(msgspec.Struct):
    current: str
    keys: dict[str, str]


def _decoded(keys: Mapping[str, str]) -> dict[str, bytes]:
    return {key_id: base64.b64decode(key, validate=True) for key_id, key in keys.items()}


def _encoded(keys: Mapping[str, bytes]) -> dict[str, str]:
    return {key_id: base64.b64encode(key).decode() for key_id, key in keys.items()}

"""The file with the key ring: only its owner may read it, and it is written whole or not at all."""

import base64
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from heyan.keys.ring import KEY_SIZE, USES, BadRing, KeyRing, Keys

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class _PlainKeys(msgspec.Struct, omit_defaults=True):
    current: str
    keys: dict[str, str]
    superseded: dict[str, datetime] = {}


def read_ring(path: Path) -> KeyRing:
    """Read the key file; BadRing when others may read it or it is no ring."""
    if path.stat().st_mode & _OTHERS:
        raise BadRing(f"The key file {path} may be read by others; make its mode 0600.")
    try:
        plain = msgspec.json.decode(path.read_bytes(), type=dict[str, _PlainKeys])
        uses = {use: Keys(k.current, _decoded(k.keys), k.superseded) for use, k in plain.items()}
        ring = KeyRing(**uses)
    except (msgspec.DecodeError, TypeError, ValueError):
        raise BadRing(f"The key file {path} is not a key ring.") from None
    for use in USES:
        keys = ring.keys(use)
        for key_id in (keys.current, *keys.held):
            if len(keys[key_id]) != KEY_SIZE:
                raise BadRing(f"The key {key_id} in {path} has not {KEY_SIZE} octets.")
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
    _settle(path.parent)


def replace_ring(path: Path, ring: KeyRing) -> None:
    """Put another ring into the place of the file, for readers at one instant and for good.

    Only one process at a time may; what one that died left of its draft is written over.
    """
    path = path.resolve()  # the file itself, not a link to it
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    owner = path.stat()
    try:
        _write(draft, ring)
        if (owner.st_uid, owner.st_gid) != (draft.stat().st_uid, draft.stat().st_gid):
            os.chown(draft, owner.st_uid, owner.st_gid)
        draft.replace(path)
    except PermissionError:
        draft.unlink(missing_ok=True)
        raise BadRing(f"The key file {path} can be changed by its owner alone.") from None
    _settle(path.parent)


def _write(draft: Path, ring: KeyRing) -> None:
    plain = {use: _plain(ring.keys(use)) for use in USES}
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(plain)))
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the folder remember its names through a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _plain(keys: Keys) -> _PlainKeys:
    encoded = {key_id: base64.b64encode(key).decode() for key_id, key in keys.held.items()}
    return _PlainKeys(keys.current, encoded, dict(keys.superseded))


def _decoded(keys: Mapping[str, str]) -> dict[str, bytes]:
    return {key_id: base64.b64decode(key, validate=True) for key_id, key in keys.items()}

"""A keyed hash (带密钥的杂凑): HMAC-SHA-256, begun once for each key."""

import hmac
from functools import lru_cache

_KEYS_BEGUN = 64  # more keys than a ring holds at a time


def keyed_hash(key: bytes, octets: bytes) -> bytes:
    """Return what `hmac.digest` does, in half its time: an answer on the portal asks ten times."""
    begun = _begin(key).copy()
    begun.update(octets)
    return begun.digest()


@lru_cache(_KEYS_BEGUN)
def _begin(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")

"""How entries of the trail (留痕) are bound together: a link covers its entry and the link before.

A link is made under a key that the database does not hold: who has all rights over the database,
but not the key ring, can make none (R30). Plain links, without a key, are what older releases made;
what they are still good for is said in casework/keeping/auditing.py.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from heyan.rules.keyed_hash import keyed_hash

_BEGINNING = b"heyan trail v1 "
_ACCEPTED = b"accepted "  # no entry's text begins so: each is a list


@dataclass(frozen=True)
class Linker:
    """Makes the links of one house's trails."""

    key: bytes = field(repr=False)

    def link(self, before: bytes, what: Sequence[object]) -> bytes:
        """Return the link of an entry that follows the link `before`.

        The entry comes first: where its list ends is plain, however long `before` was made.
        """
        return keyed_hash(self.key, _text(what) + before)

    def accept(self, end: str) -> bytes:
        """Return what only this house can have said of the end of plain links."""
        return keyed_hash(self.key, _ACCEPTED + end.encode())


def plain_link(before: bytes, what: Sequence[object]) -> bytes:
    """Return the link without a key that older releases made."""
    return hashlib.sha256(before + _text(what)).digest()


def beginning(province: int) -> bytes:
    """Return the link that stands before the first entry."""
    return hashlib.sha256(_BEGINNING + str(province).encode()).digest()


def entry_data(data: Mapping[str, object]) -> msgspec.Raw:
    """Write an entry's data as its link covers it, so that it is written once for both."""
    return msgspec.Raw(msgspec.json.encode(data, order="deterministic"))


def _text(what: Sequence[object]) -> bytes:
    same = [each.astimezone(UTC) if isinstance(each, datetime) else each for each in what]
    return msgspec.json.encode(same, order="deterministic")

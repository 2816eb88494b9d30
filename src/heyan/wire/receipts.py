"""Status reports as text (id:… stat:… err:…), which SMGP and SMPP share and every maker varies."""

import re
from collections.abc import Mapping

from heyan.wire.dialect import Delivery

STATS: Mapping[str, Delivery] = {
    "DELIVRD": Delivery.DELIVERED,
    "ACCEPTD": Delivery.INTERMEDIATE,
    "ENROUTE": Delivery.INTERMEDIATE,
    "EXPIRED": Delivery.EXPIRED,
    "DELETED": Delivery.UNDELIVERED,
    "UNDELIV": Delivery.UNDELIVERED,
    "UNKNOWN": Delivery.UNDELIVERED,
    "REJECTD": Delivery.UNDELIVERED,
}  # whatever else a gateway writes is a failure, and kept verbatim

_LONGEST = 64


def entry(text: bytes, key: str) -> str:
    """Return what stands behind `key:`, however the maker spells and spaces it; "" if nothing."""
    found = re.search(rb"(?i)%s:\s?([^\s\0]*)" % key.encode(), text)
    return found[1].decode("ascii", "replace")[:_LONGEST] if found else ""


def delivery_of(stat: str) -> Delivery:
    return STATS.get(stat, Delivery.UNDELIVERED)

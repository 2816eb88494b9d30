"""Which carrier serves a number: its range (号段), unless it was ported (携号转网)."""

from collections.abc import Mapping
from types import MappingProxyType

from heyan.rules.number_ranges import LONGEST_PREFIX, NEVER_PORTED, RANGES
from heyan.rules.phone import Carrier, Mobile

_NONE_PORTED: Mapping[Mobile, Carrier] = MappingProxyType({})


def carrier_of(mobile: Mobile, ported: Mapping[Mobile, Carrier] = _NONE_PORTED) -> Carrier:
    """Say through whose gateway a number is reached."""
    if not mobile.startswith(NEVER_PORTED) and mobile in ported:
        return ported[mobile]
    return RANGES.get(mobile[:LONGEST_PREFIX]) or RANGES[mobile[:3]]

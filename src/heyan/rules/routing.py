"""Which carrier serves a number: its range (号段), unless it was ported (携号转网)."""

from collections.abc import Mapping

from heyan.rules.number_ranges import LONGEST_PREFIX, NEVER_PORTED, RANGES
from heyan.rules.phone import Carrier, Mobile


def carrier_of(mobile: Mobile, ported: Mapping[Mobile, Carrier] | None = None) -> Carrier:
    """Say through whose gateway a number is reached."""
    if ported and mobile in ported and not mobile.startswith(NEVER_PORTED):
        return ported[mobile]
    return RANGES.get(mobile[:LONGEST_PREFIX]) or RANGES[mobile[:3]]

"""Number ranges (号段): which carrier a mobile number was given out by.

Source: 我国公众移动通信网网号及H₀分配情况, Ministry of Industry and Information Technology,
published 2023-06-05, state of the end of March 2023.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from heyan.rules.phone import Carrier

_MOBILE = (
    *(134, 135, 136, 137, 138, 139, 147, 150, 151, 152, 157, 158, 159),
    *(172, 178, 182, 183, 184, 187, 188, 195, 197, 198),
    192,  # 中国广电 has no gateway of its own here: its subscribers are on China Mobile's network
)
_UNICOM = (130, 131, 132, 145, 155, 156, 166, 175, 176, 185, 186, 196)
_TELECOM = (
    *(133, 153, 173, 177, 180, 181, 189, 190, 191, 193, 199),
    1349,  # by satellite, as are 174s
    174,
)
_VIRTUAL = (162, 165, 167, 170, 171)  # 转售


def _ranges(prefixes: Iterable[int], carrier: Carrier) -> dict[str, Carrier]:
    return {str(prefix): carrier for prefix in prefixes}


RANGES: Mapping[str, Carrier] = MappingProxyType(
    _ranges(_MOBILE, Carrier.MOBILE)
    | _ranges(_UNICOM, Carrier.UNICOM)
    | _ranges(_TELECOM, Carrier.TELECOM)
    | _ranges(_VIRTUAL, Carrier.VIRTUAL),
)
LONGEST_PREFIX = 4

# The carriers' rules of 2019-11-14: virtual operators' and satellite numbers cannot be ported.
NEVER_PORTED = ("162", "165", "167", "170", "171", "1349", "174")

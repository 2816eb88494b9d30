"""A mobile number (手机号) and the carrier that serves it (运营商)."""

import re
from enum import StrEnum
from typing import NewType

from heyan.rules.fullwidth import compact

Mobile = NewType("Mobile", str)  # eleven digits


class Carrier(StrEnum):
    """Through whose gateway a number is reached."""

    MOBILE = "mobile"  # 中国移动
    UNICOM = "unicom"  # 中国联通
    TELECOM = "telecom"  # 中国电信
    VIRTUAL = "virtual"  # 虚拟运营商


# The ranges that people hold. Left out is what MIIT's table (state of March 2023) gives to things
# or to nobody: 140-144, 146, 148, 149, 154, 160, 161, 163, 164, 168, 169, 179, 194.
_HELD_BY_PEOPLE = re.compile(
    r"1(?:3[0-9]|4[57]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}",
)
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")
_DASHES = dict.fromkeys((0x2D, *range(0x2010, 0x2016), 0x2212))
_LONGEST_SPELLING = 40


def read_mobile(text: str) -> Mobile | None:
    """Read a mainland mobile number however it is spelled: `+86`, spaces, dashes, full width."""
    if _HELD_BY_PEOPLE.fullmatch(text):  # as most are spelled, and as each is kept
        return Mobile(text)
    if len(text) > _LONGEST_SPELLING:
        return None
    digits = _COUNTRY.sub("", compact(text).translate(_DASHES), count=1)
    return Mobile(digits) if _HELD_BY_PEOPLE.fullmatch(digits) else None


def mask(mobile: Mobile) -> str:
    """Show a number so that its owner knows it and nobody else can call it."""
    return f"{mobile[:3]}****{mobile[-4:]}"

"""What a captcha (图形验证) asks for: symbols to read, or work for those who cannot see them."""

import hashlib

from heyan.rules.fullwidth import compact

# One symbol of each pair that readers mix up when it is drawn across bands (0O, 1IL, 2Z, 5S, 8B,
# 6C, 7T, XY, …), so that every answer is equally likely: one in 13⁵ = 371,293.
ALPHABET = "ACDEHKPRWX379"
LENGTH = 5

SPOKEN = 6  # digits of the captcha's sound, for those who hear it and do not see the picture

# The work: many small searches, so that nobody is far from the mean of 2¹⁹ hashes.
PARTS = 16
BITS = 15
_LONGEST_NUMBER = 9  # digits; a search that long does not happen

_LOOK_ALIKES = str.maketrans("Y6T", "XC7")


def fold(answer: str) -> str:
    """Fold what was typed: case, spaces, full width, look-alikes."""
    return compact(answer).upper().translate(_LOOK_ALIKES)


def proves_work(captcha: str, proof: str) -> bool:
    """Tell whether someone has found, for each part, a number whose hash begins with zeros."""
    numbers = proof.split(".")
    return len(numbers) == PARTS and all(
        _found(captcha, part, number) for part, number in enumerate(numbers)
    )


def _found(captcha: str, part: int, number: str) -> bool:
    if len(number) > _LONGEST_NUMBER or not (number.isascii() and number.isdecimal()):
        return False
    digest = hashlib.sha256(f"{captcha}.{part}.{number}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0

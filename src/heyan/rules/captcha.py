"""What a captcha (图形验证) asks for: its symbols, and how forgivingly an answer is compared."""

from heyan.rules.fullwidth import compact

# One symbol of each pair that readers mix up when it is drawn across bands (0O, 1IL, 2Z, 5S, 8B,
# 6C, 7T, XY, …), so that every answer is equally likely: one in 13⁵ = 371,293.
ALPHABET = "ACDEHKPRWX379"
LENGTH = 5

_LOOK_ALIKES = str.maketrans("Y6T", "XC7")


def fold(answer: str) -> str:
    """Fold what was typed: case, spaces, full width, look-alikes."""
    return compact(answer).upper().translate(_LOOK_ALIKES)

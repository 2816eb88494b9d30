"""Full-width characters (全角) as people type them, folded to the half-width ones they mean."""

import re

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Marks that come along unseen when a number is copied out of a telephone's address book.
_MARKS = (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F))
_INVISIBLE = dict.fromkeys(_MARKS)
_VISIBLE = re.compile(rf"[^\s{''.join(map(chr, _MARKS))}]")


def half_width(text: str) -> str:
    """Fold full-width forms to ASCII; everything else stays as it is."""
    return text.translate(_FOLDED)


def compact(text: str) -> str:
    """Fold, and drop every space and every invisible mark."""
    folded = text if text.isascii() else half_width(text).translate(_INVISIBLE)
    return "".join(folded.split())


def is_blank(text: str) -> bool:
    """Whether nothing is left of a text when it is compact."""
    return _VISIBLE.search(text) is None

"""A browser that does the work in the place of reading a picture."""

import hashlib
from itertools import count

from heyan.rules.captcha import BITS, PARTS


def do_work(captcha: str) -> str:
    return ".".join(str(_find(captcha, part)) for part in range(PARTS))


def _find(captcha: str, part: int) -> int:
    begun = hashlib.sha256(f"{captcha}.{part}.".encode())
    for number in count():
        tried = begun.copy()
        tried.update(str(number).encode())
        if int.from_bytes(tried.digest()[:4]) >> (32 - BITS) == 0:
            return number
    raise AssertionError

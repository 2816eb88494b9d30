"""A code (验证码): six digits derived from a key, never stored (R9, R13)."""

import hmac
from dataclasses import dataclass

from heyan.rules.ids import CaseId
from heyan.rules.keyed_hash import keyed_hash

DIGITS = 6
CODES = 10**DIGITS  # how many there are
_USED = 16  # octets of the digest that are reduced: 128 bits leave no bias that could be seen
_PURPOSE = b"heyan code v1"


@dataclass(frozen=True)
class Seed:
    """What a code is derived from, besides the key."""

    case: CaseId
    challenge: int
    epoch: int = 0  # a spent code or a corrected number begins a new one
    redraw: int = 0  # counts up while another open challenge of the number has the same code

    def octets(self) -> bytes:
        numbers = (self.case.province, self.case.number, self.challenge, self.epoch, self.redraw)
        return b"".join(number.to_bytes(8) for number in numbers)


def derive_code(key: bytes, seed: Seed) -> str:
    """Return the code of a challenge: HMAC-SHA-256, reduced to six digits, zeros kept."""
    digest = keyed_hash(key, _PURPOSE + seed.octets())
    return f"{int.from_bytes(digest[:_USED]) % CODES:0{DIGITS}}"


def same_code(given: str, code: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(errors="replace"), code.encode())

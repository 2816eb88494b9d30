"""A desk on a test's own database, with a clock turned by hand and dice that fall as before."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from itertools import count

from heyan.casework.desk import Desk
from heyan.keys.ring import DrawBytes, KeyRing, Ring
from heyan.keys.sealing import Cipher, Sealer
from heyan.rules.limits import Limits
from heyan.rules.wording import Wording
from heyan.store.chain import Linker
from heyan.store.database import Database

PORTAL_DOMAIN = "localhost"
NO_LIMITS = Limits(address=10**9, network=10**9, number=10**9)  # what is not about them meets none


def loaded_dice(seed: str = "dice") -> DrawBytes:
    """Give octets that look like chance and are the same in every run."""
    throws = count()

    def draw(size: int) -> bytes:
        return hashlib.shake_256(f"{seed} {next(throws)}".encode()).digest(size)

    return draw


RING = KeyRing.drawn(loaded_dice("ring"))


def build_desk(
    database: Database,
    clock: Callable[[], datetime],
    *,
    cipher: Cipher = Cipher.AES,
    ring: Ring = RING,
    dice: str = "dice",
    limits: Limits = NO_LIMITS,
) -> Desk:
    draw = loaded_dice(dice)
    return Desk(
        database=database.chained_by(Linker(ring.trail_key())),
        sealer=Sealer(ring, cipher, draw),
        clock=clock,
        draw=draw,
        wording=Wording(PORTAL_DOMAIN),
        sandbox=True,
        limits=limits,
    )

"""What a process tells of its links to carriers, and what operators elsewhere see of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from heyan.casework.desk import Desk
from heyan.store import links
from heyan.store.links import LinkSeen, LinkTold

__all__ = ["STALE_AFTER", "TELL_EVERY", "LinkSeen", "LinkTold"]

TELL_EVERY = timedelta(seconds=5)
STALE_AFTER = timedelta(seconds=20)  # nobody has told of it since: its process hangs, or is gone
_KEPT = timedelta(hours=1)


async def tell_links(desk: Desk, process: str, told: Sequence[LinkTold]) -> dict[str, int]:
    """Write down how a process's links are now, and forget those of processes long gone.

    Returns how many processes send over each account, as far as they have told lately.
    """
    now = desk.hand_time()
    async with desk.database.transaction() as tx:
        await links.take_turn(tx)
        await links.put(tx, process, told, now)
        await links.drop_unseen(tx, now - _KEPT)
        seen = await links.find_all(tx)
    holders = {(s.link.account, s.process) for s in seen if now - s.seen_at <= STALE_AFTER}
    return Counter(account for account, _ in holders)


async def end_links(desk: Desk, process: str) -> None:
    """Forget the links of a process that ends in good order."""
    async with desk.database.transaction() as tx:
        await links.drop_of(tx, process)


async def see_links(desk: Desk) -> list[LinkSeen]:
    """Return how the links of all processes are, as far as they have told."""
    async with desk.database.read() as tx:
        return await links.find_all(tx)

"""Whether the house can do its work now."""

from heyan.casework.desk import Desk
from heyan.store import house
from heyan.store.database import Deadlock, ReadOnly, StoreUnavailable

# The shell's rooms know what to do about faults that say nothing of what they asked.
__all__ = ["Deadlock", "ReadOnly", "StoreUnavailable", "ask_database"]


async def ask_database(desk: Desk) -> None:
    """Come back when the database answers and has our tables; StoreError when not."""
    async with desk.database.read() as tx:
        await house.read_fact(tx, "health")

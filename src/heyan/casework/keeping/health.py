"""Whether the house can do its work now."""

from heyan.casework.desk import Desk
from heyan.store import house
from heyan.store.database import StoreUnavailable

__all__ = ["StoreUnavailable", "ask_database"]  # the front doors know what to say to the first


async def ask_database(desk: Desk) -> None:
    """Come back when the database answers and has our tables; StoreError when not."""
    async with desk.database.read() as tx:
        await house.read_fact(tx, "health")

"""Waiting for what another process does, which gives us no event to wait for."""

import asyncio
from collections.abc import Callable

from heyan.store.database import Transaction

LOOKS = 3000
BETWEEN = 0.01
# Who waits for another's row waits for a transaction, which is in no database; whoever it is has
# a lock on a table of this one.
_WAITED_FOR = """
    select bool_or(not granted) from pg_locks
     where pid in (select pid from pg_locks join pg_database on database = pg_database.oid
                    where datname = current_database())"""


async def until(condition: Callable[[], bool]) -> None:
    """Look again and again, for half a minute at most."""
    for _ in range(LOOKS):
        if condition():
            return
        await asyncio.sleep(BETWEEN)
    raise TimeoutError(f"{condition} has not come true")


async def until_a_lock_is_waited_for(connection: Transaction) -> None:
    """Look again and again whether somebody waits for a lock in the connection's database."""
    for _ in range(LOOKS):
        if await connection.fetchval(_WAITED_FOR):
            return
        await asyncio.sleep(BETWEEN)
    raise TimeoutError("nobody waits for a lock")

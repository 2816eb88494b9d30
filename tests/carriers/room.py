"""The carriers room in a process of its own, for tests that kill it."""

import asyncio
import signal
import sys
from dataclasses import replace
from datetime import datetime

from heyan.carriers import gateway
from heyan.due import Bell
from heyan.store.database import Database
from tests.carriers.desk import QUICK
from tests.carriers.protocols import ACCOUNTS
from tests.fakes.desks import build_desk

PATIENT = replace(QUICK, response=1.0, login=2.0, retry_refused=0.2, reports_first=1.0)


async def serve(url: str, port: int, protocol: str, moment: str, seed: str) -> None:
    """Serve one account from a desk whose clock stands at `moment`, until told to end."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    now = datetime.fromisoformat(moment)
    account = replace(
        ACCOUNTS[protocol], port=port, connections=2, rate=1e6, timeouts=PATIENT, window=8
    )
    database = await Database.open(url, size=6)
    try:
        desk = build_desk(database, lambda: now, dice=seed)
        await gateway.run(desk, Bell(), [account], stop)
    finally:
        await database.close()


if __name__ == "__main__":
    url, port, protocol, moment, seed = sys.argv[1:]
    asyncio.run(serve(url, int(port), protocol, moment, seed))

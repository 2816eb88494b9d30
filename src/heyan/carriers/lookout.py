"""The lookout (值守): tells every few seconds how links are, and hears who else sends over them.

Operators in other processes read it, and the processes of one account divide its rate by it.
"""

import asyncio
from contextlib import suppress
from functools import partial

from heyan.carriers.gateway import Gateway
from heyan.carriers.status import LinkStatus
from heyan.casework.desk import Desk
from heyan.casework.keeping.health import StoreUnavailable
from heyan.casework.messages.links import TELL_EVERY, LinkTold, end_links, tell_links
from heyan.due import Bell, work_when_due


async def run(desk: Desk, gateway: Gateway, process: str, stop: asyncio.Event) -> None:
    """Tell until told to stop; `process` is the name by which operators know this one."""
    telling = partial(_tell, desk, gateway, process)
    quiet = Bell()  # nothing that is told here is urgent
    await work_when_due(telling, stop, quiet, TELL_EVERY, name="Telling how the links are")
    with suppress(StoreUnavailable):  # then they grow stale, and are forgotten in an hour
        await end_links(desk, process)


async def _tell(desk: Desk, gateway: Gateway, process: str) -> int:
    told = [told_of(status) for status in gateway.status()]
    gateway.share(await tell_links(desk, process, told))
    return 0


def told_of(status: LinkStatus) -> LinkTold:
    """Say of a link what operators may see; nothing personal is in it."""
    return LinkTold(
        name=status.name,
        account=status.name.partition("/")[0],
        carrier=status.carrier,
        state=status.state,
        needs_somebody=status.needs_somebody or status.refuses_settings,
        under_way=status.under_way,
        window=status.window,
        rate=status.rate,
        latency=status.latency,
        logins=status.logins,
        sent=status.sent,
        accepted=status.accepted,
        refused=status.refused,
        throttled=status.throttled,
        unknown=status.unknown,
        reports=status.reports,
        last_refusal=status.last_refusal,
        last_error=status.last_error,
    )

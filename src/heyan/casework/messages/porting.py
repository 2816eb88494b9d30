"""Which carrier serves a number now (携号转网): noted by import, or asked of a look-up service.

A service is asked when somebody states a number: in a filing, or as a correction. Its answer is
kept for a month; where it is silent, late or wrong, the number's range decides, as without it.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from heyan.casework.desk import Desk
from heyan.rules.filing import Filing
from heyan.rules.number_ranges import NEVER_PORTED
from heyan.rules.phone import Carrier, Mobile
from heyan.store import intake

logger = logging.getLogger(__name__)

PATIENCE = 0.8  # seconds; of the two that a first message may take when idle (R10)
KEPT = timedelta(days=30)  # numbers move at most every 120 days


class LookUpFailed(Exception):
    """A look-up service did not answer, or not as agreed; says why without any number."""


async def note_ported(desk: Desk, carriers: Mapping[Mobile, Carrier]) -> None:
    """Remember which carrier serves numbers now; a later note replaces an earlier one."""
    hashes = {desk.mobile_hash(mobile): carrier for mobile, carrier in carriers.items()}
    async with desk.database.transaction() as tx:
        await intake.put_ported(tx, hashes, desk.clock())


def numbers_in(filing: Filing) -> Iterator[Mobile]:
    """Yield the numbers that a filing states, of those that may be asked (R5)."""
    if filing.subject is not None:
        yield filing.subject.principal.mobile
    for entry in filing.sites:
        if entry.site is not None:
            yield entry.site.principal.mobile
        yield from entry.mobiles[:1]


async def look_up(desk: Desk, mobiles: Iterable[Mobile]) -> None:
    """Ask the service, if there is one, about numbers that it was not asked about lately."""
    if desk.look_up is None:
        return
    now = desk.clock()
    hashes = {desk.mobile_hash(m): m for m in mobiles if not m.startswith(NEVER_PORTED)}
    async with desk.database.read() as tx:
        known = await intake.find_known(tx, sorted(hashes), now - KEPT)
    unknown = {mobile: hashed for hashed, mobile in hashes.items() if hashed not in known}
    if not unknown:
        return
    try:
        async with asyncio.timeout(PATIENCE):
            found = await desk.look_up(list(unknown))
    except (LookUpFailed, TimeoutError) as error:
        why = str(error) or "no answer in time"
        logger.warning("The look-up of ported numbers fails (%s): their ranges decide", why)
        return
    carriers = {unknown[mobile]: carrier for mobile, carrier in found.items() if mobile in unknown}
    async with desk.database.transaction() as tx:
        await intake.put_looked_up(tx, carriers, now)

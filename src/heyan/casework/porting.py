"""Numbers that have changed their carrier (携号转网) are noted, so that messages reach them."""

from collections.abc import Mapping

from heyan.casework.desk import Desk
from heyan.rules.phone import Carrier, Mobile
from heyan.store import intake


async def note_ported(desk: Desk, carriers: Mapping[Mobile, Carrier]) -> None:
    """Remember which carrier serves numbers now; a later note replaces an earlier one."""
    hashes = {desk.mobile_hash(mobile): carrier for mobile, carrier in carriers.items()}
    async with desk.database.transaction() as tx:
        await intake.put_ported(tx, hashes, desk.clock())

"""An operator sends a test message (测试短信): few, to a number of their own, noted for audit."""

from dataclasses import dataclass

from heyan.casework.desk import Desk
from heyan.rules.ledger import MessageKey, Outgoing
from heyan.rules.phone import Carrier, Mobile
from heyan.rules.refusals import TooManyTests
from heyan.rules.resending import DAY, may_send_again
from heyan.rules.routing import carrier_of
from heyan.rules.wording import trial_text
from heyan.store import cases, intake, trials
from heyan.store.trials import Trial

__all__ = ["Trial"]

MOST_A_DAY = 20  # over all numbers: enough for every account, too few for anything else
_MOST_LISTED = 50
_ONE_AT_A_TIME = "test messages"


@dataclass(frozen=True)
class Begun:
    """A test message that may be sent now."""

    number: int
    outgoing: Outgoing


async def carrier_for(desk: Desk, mobile: Mobile) -> Carrier:
    """Say through whose gateway a number is reached, ported or not."""
    hashed = desk.mobile_hash(mobile)
    async with desk.database.read() as tx:
        ported = await intake.find_ported(tx, [hashed])
    return carrier_of(mobile, {mobile: ported[hashed]} if hashed in ported else {})


async def begin_trial(desk: Desk, account: str, mobile: Mobile, operator: str) -> Begun:
    """Note a test message that is about to be sent. Raises TooManyTests.

    A number gets as many as it may ask for again by hand (R12).
    """
    now, hashed, edition = desk.hand_time(), desk.mobile_hash(mobile), desk.edition_now()
    async with desk.database.transaction() as tx:
        await cases.lock_words(tx, [desk.keys.lookup("lock", _ONE_AT_A_TIME)])
        lately = await trials.since(tx, now - DAY)
        to_this_one = [at for at, receiver in lately if receiver == hashed]
        if len(lately) >= MOST_A_DAY or not may_send_again(edition.resending, to_this_one, now):
            raise TooManyTests
        number = await trials.add(tx, account, hashed, operator, now)
    key = MessageKey(0, 0, 0, number)  # of no province, no case
    return Begun(number, Outgoing(key, mobile, trial_text(edition, desk.wording_over(account))))


async def end_trial(desk: Desk, begun: Begun, outcome: str) -> None:
    """Note what became of it, in the carrier's own words."""
    async with desk.database.transaction() as tx:
        await trials.save_outcome(tx, begun.number, outcome)


async def list_trials(desk: Desk) -> list[Trial]:
    """Return the latest test messages, newest first."""
    async with desk.database.read() as tx:
        return await trials.latest(tx, _MOST_LISTED)

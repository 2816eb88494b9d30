"""A trial (试发): one test message over a link of its own, and what the carrier makes of it.

The link is one connection more of the account, beside those that the house may have open. Reports
on other messages that the carrier brings there go to the ledger like any others.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from heyan.carriers.account import Account
from heyan.carriers.clerk import Sending
from heyan.carriers.gateway import Gateway
from heyan.carriers.post import World
from heyan.due import Bell
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Delivery,
    Departure,
    MessageKey,
    Outcome,
    Outgoing,
    Result,
)
from heyan.rules.phone import Carrier

_GLANCE = 0.1  # seconds between two looks at whether the link has been refused


@dataclass(frozen=True)
class Tried:
    """What became of a test message; without an outcome it did not get as far as an answer."""

    logged_in: bool
    outcome: Outcome | None
    answered_in: float | None  # seconds
    report: CarrierReport | None
    reported_in: float | None  # seconds after the answer
    trouble: str = ""  # of the link, in its own words


class OneMessage:
    """The deeds of sending, for one message; whatever is about others goes to the ledger."""

    def __init__(self, outgoing: Outgoing, ledger: Sending) -> None:
        self.outcome: Outcome | None = None
        self.report: CarrierReport | None = None
        self.happened = asyncio.Event()
        self._outgoing: Outgoing | None = outgoing
        self._mobile = outgoing.mobile
        self._ids: set[str] = set()
        self._held: list[CarrierReport] = []  # for this number, while our id is not known
        self._ledger = ledger

    async def take_messages(
        self,
        account: str,  # noqa: ARG002 - there is one
        carrier: Carrier,  # noqa: ARG002 - as above
        room: int,  # noqa: ARG002 - as above
        *,
        again: bool,  # noqa: ARG002 - as above
    ) -> Sequence[Outgoing]:
        taken, self._outgoing = self._outgoing, None
        return [] if taken is None else [taken]

    async def note_departures(
        self,
        account: str,  # noqa: ARG002 - there is one
        leaving: Mapping[MessageKey, Departure],
    ) -> Collection[MessageKey]:
        ids = (each.carrier_id for each in leaving.values())
        self._ids |= {known_as for known_as in ids if known_as is not None}
        return leaving.keys()  # nobody else has it

    async def let_go(self, account: str) -> None:
        """Hand reports that turned out to be about something else to the ledger."""
        held, self._held = self._held, []
        if held:
            await self._ledger.record_heard(account, [], held)

    async def record_heard(
        self, account: str, results: Sequence[Result], reports: Sequence[CarrierReport]
    ) -> None:
        for result in results:
            if self.outcome is None or isinstance(result.outcome, Accepted):
                self.outcome = result.outcome
            if isinstance(result.outcome, Accepted):
                self._ids.add(result.outcome.carrier_id)
        held, self._held = self._held, []  # they are looked at anew, for we may have our id now
        if others := [each for each in (*held, *reports) if not self._is_ours(each)]:
            await self._ledger.record_heard(account, [], others)
        self.happened.set()

    def _is_ours(self, report: CarrierReport) -> bool:
        """Whether a report is about our message, or may be."""
        if report.carrier_id in self._ids:
            if report.outcome is not Delivery.INTERMEDIATE:
                self.report = self.report or report
            return True
        if self.outcome is None and report.mobile == self._mobile:
            self._held.append(report)
            return True
        return False


async def send_trial(
    account: Account, outgoing: Outgoing, ledger: Sending, world: World, patience: float
) -> Tried:
    """Send the message, and wait so many seconds for each: the answer, and the report."""
    alone = replace(account, connections=1, listen=None)  # the house listens already
    desk, stop = OneMessage(outgoing, ledger), asyncio.Event()
    gateway = Gateway(desk, Bell(), world, [alone])
    (status,) = gateway.status()
    clock = asyncio.get_running_loop().time
    running = asyncio.create_task(gateway.run(stop))
    try:
        await _wait(desk, lambda: desk.outcome is not None or status.needs_somebody, patience)
        answered_at = clock()
        if isinstance(desk.outcome, Accepted):
            await _wait(desk, lambda: desk.report is not None, patience)
        reported_in = clock() - answered_at
        trouble = status.last_error  # before we hang up ourselves
    finally:
        stop.set()
        await running
        await desk.let_go(account.name)
    return Tried(
        logged_in=status.logins > 0,
        outcome=desk.outcome,
        answered_in=status.latency,
        report=desk.report,
        reported_in=None if desk.report is None else reported_in,
        trouble=trouble,
    )


async def _wait(desk: OneMessage, happened: Callable[[], bool], patience: float) -> None:
    """Wait until it has happened, or patience is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while not happened():
                desk.happened.clear()
                with suppress(TimeoutError):  # a refused login tells the desk nothing
                    await asyncio.wait_for(desk.happened.wait(), _GLANCE)

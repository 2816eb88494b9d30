"""An account's clerk: takes messages for its links and writes down what they bring back."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from heyan.carriers.account import Account
from heyan.carriers.gathering import Gathering
from heyan.rules.ledger import CarrierReport, Departure, MessageKey, Outgoing, Result
from heyan.rules.phone import Carrier

logger = logging.getLogger(__name__)


class Sending(Protocol):
    """The deeds of `heyan.casework.messages.sending`, for one desk."""

    async def take_messages(
        self, account: str, carrier: Carrier, room: int, *, again: bool
    ) -> Sequence[Outgoing]: ...
    async def note_departures(
        self, account: str, leaving: Mapping[MessageKey, Departure]
    ) -> Collection[MessageKey]: ...
    async def record_heard(
        self, account: str, results: Sequence[Result], reports: Sequence[CarrierReport]
    ) -> None: ...


@dataclass(frozen=True)
class Brought:
    """A report, and how to tell the gateway whether we have it safely."""

    report: CarrierReport
    acknowledge: Callable[[bool], None]


UNRECORDED_PER_SLOT = 8  # results unwritten for each place in the window, before no more is taken
TOGETHER = 0.005  # seconds in which answers and reports come together into one record


class Clerk:
    def __init__(self, account: Account, sending: Sending) -> None:
        self.call_on_progress: list[Callable[[], None]] = []  # when results have been written
        self._most_unrecorded = UNRECORDED_PER_SLOT * account.window * account.connections
        self._unwritten = 0
        self._account = account
        self._sending = sending
        self._heard = Gathering[Result | Brought](
            f"Answers and reports of account {account.name}",
            self._record,
            self._told,
            kept=_nobody_brings_it_again,
            rest=account.timeouts.rest,
            moment=TOGETHER,
        )

    @property
    def unrecorded(self) -> int:
        return len(self._heard)

    @property
    def room(self) -> int:
        """How many more messages may be taken: what is unwritten is unknown if we are killed."""
        return self._most_unrecorded - self._unwritten

    async def take(self, room: int, *, again: bool = True) -> Sequence[Outgoing]:
        """Take messages out of the queue; they are ours now, and each needs a result.

        `again`: also those that may have left before.
        """
        name, carrier = self._account.name, self._account.carrier
        return await self._sending.take_messages(name, carrier, room, again=again)

    async def note_departures(
        self, leaving: Mapping[MessageKey, Departure]
    ) -> Collection[MessageKey]:
        """Write down that messages are about to leave, with their ids if known; say which may."""
        return await self._sending.note_departures(self._account.name, leaving)

    def note_result(self, result: Result) -> None:
        self._unwritten += 1
        self._heard.add(result)

    def note_report(self, report: CarrierReport, acknowledge: Callable[[bool], None]) -> None:
        self._heard.add(Brought(report, acknowledge))

    async def run(self) -> None:
        """Write until closed and done."""
        await self._heard.run()

    def close(self) -> None:
        self._heard.close()

    async def _record(self, heard: Sequence[Result | Brought]) -> None:
        results = [each for each in heard if isinstance(each, Result)]
        reports = [each.report for each in heard if isinstance(each, Brought)]
        await self._sending.record_heard(self._account.name, results, reports)

    def _told(self, heard: Result | Brought, stored: bool) -> None:  # noqa: FBT001 - a callback's one answer
        if isinstance(heard, Brought):
            heard.acknowledge(stored)
            return
        self._unwritten -= 1
        for call in self.call_on_progress:
            call()
        if not stored:
            logger.error("Message %s: its result is lost and will count as unknown", heard.key)


def _nobody_brings_it_again(heard: Result | Brought) -> bool:
    """Whether it must be kept in an outage: reports the gateway keeps, and brings them again."""
    return isinstance(heard, Result)

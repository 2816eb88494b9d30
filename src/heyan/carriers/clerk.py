"""An account's clerk: takes messages for its links and writes down what they bring back."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from heyan.carriers.account import Account
from heyan.carriers.gathering import Gathering
from heyan.rules.ledger import CarrierReport, MessageKey, Outcome, Outgoing, Result
from heyan.rules.phone import Carrier

logger = logging.getLogger(__name__)


class Sending(Protocol):
    """The deeds of `heyan.casework.sending`, for one desk."""

    async def take_messages(
        self, account: str, carrier: Carrier, room: int
    ) -> Sequence[Outgoing]: ...
    async def note_departures(self, account: str, ids: Mapping[MessageKey, str]) -> None: ...
    async def record_results(self, account: str, results: Sequence[Result]) -> None: ...
    async def record_reports(self, account: str, reports: Sequence[CarrierReport]) -> None: ...


@dataclass(frozen=True)
class Brought:
    """A report, and how to tell the gateway whether we have it safely."""

    report: CarrierReport
    acknowledge: Callable[[bool], None]


UNRECORDED_PER_SLOT = 4  # results unwritten for each place in the window, before no more is taken


class Clerk:
    def __init__(self, account: Account, sending: Sending) -> None:
        self.call_on_progress: list[Callable[[], None]] = []  # when results have been written
        self._most_unrecorded = UNRECORDED_PER_SLOT * account.window * account.connections
        self._unwritten = 0
        self._account = account
        self._sending = sending
        rest = account.timeouts.rest
        self._results = Gathering[Result](
            f"Results of account {account.name}",
            self._record_results,
            self._result_told,
            kept=True,
            rest=rest,
        )
        self._reports = Gathering[Brought](
            f"Reports of account {account.name}",
            self._record_reports,
            self._report_told,
            kept=False,  # the gateway keeps them, and brings them again
            rest=rest,
        )

    @property
    def unrecorded(self) -> int:
        return len(self._results) + len(self._reports)

    @property
    def room(self) -> int:
        """How many more messages may be taken: what is unwritten is unknown if we are killed."""
        return self._most_unrecorded - self._unwritten

    async def take(self, room: int) -> Sequence[Outgoing]:
        """Take messages out of the queue; they are ours now, and each needs a result."""
        return await self._sending.take_messages(self._account.name, self._account.carrier, room)

    async def note_departures(self, ids: Mapping[MessageKey, str]) -> None:
        """Write down, before they leave, the ids by which messages will be reported."""
        await self._sending.note_departures(self._account.name, ids)

    def note_result(self, key: MessageKey, outcome: Outcome) -> None:
        self._unwritten += 1
        self._results.add(Result(key, outcome))

    def note_report(self, report: CarrierReport, acknowledge: Callable[[bool], None]) -> None:
        self._reports.add(Brought(report, acknowledge))

    async def run(self) -> None:
        """Write until closed and done."""
        async with asyncio.TaskGroup() as writers:
            writers.create_task(self._results.run())
            writers.create_task(self._reports.run())

    def close(self) -> None:
        self._results.close()
        self._reports.close()

    async def _record_results(self, results: Sequence[Result]) -> None:
        await self._sending.record_results(self._account.name, results)

    async def _record_reports(self, brought: Sequence[Brought]) -> None:
        await self._sending.record_reports(self._account.name, [each.report for each in brought])

    def _result_told(self, result: Result, stored: bool) -> None:  # noqa: FBT001 - a callback's one answer
        self._unwritten -= 1
        for call in self.call_on_progress:
            call()
        if not stored:
            logger.error("Message %s: its result is lost and will count as unknown", result.key)

    def _report_told(self, brought: Brought, stored: bool) -> None:  # noqa: FBT001 - as above
        brought.acknowledge(stored)

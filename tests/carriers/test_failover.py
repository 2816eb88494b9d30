"""Two accounts of one carrier: what one cannot send the other does, and both share the work."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from heyan.carriers.gateway import Gateway
from heyan.due import Bell
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Departure,
    MessageKey,
    Outgoing,
    Refused,
    Result,
    Throttled,
)
from heyan.rules.phone import Carrier
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.faults import read_rule
from heyan.sandbox.phones import Phones
from tests.carriers.desk import ACCOUNT, BOUND, MOMENT, WORLD, FakeSending, outgoing


class Both(FakeSending):
    """A desk that both accounts work for; what an account may not send goes back into its queue."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[MessageKey, Outgoing] = {}
        self.queues_again = False  # what was given back without having left

    async def take_messages(
        self, account: str, carrier: Carrier, room: int, *, again: bool
    ) -> Sequence[Outgoing]:
        assert account in {"one", "two"}
        taken = await super().take_messages("mobile", carrier, room, again=again)
        self.given |= {outgoing.key: outgoing for outgoing in taken}
        return taken

    async def note_departures(
        self, account: str, leaving: Mapping[MessageKey, Departure]
    ) -> Collection[MessageKey]:
        assert account in {"one", "two"}
        return await super().note_departures("mobile", leaving)

    async def record_heard(
        self, account: str, results: Sequence[Result], reports: Sequence[CarrierReport]
    ) -> None:
        assert account in {"one", "two"}
        await super().record_heard("mobile", results, reports)
        for result in results:
            back = self.queues_again and isinstance(result.outcome, Throttled)
            if back or (isinstance(result.outcome, Refused) and result.outcome.of_account):
                self.queue.append(self.given[result.key])


@dataclass
class Pair:
    desk: Both
    bell: Bell
    carriers: list[PretendCarrier]

    def send(self, numbers: range) -> None:
        self.desk.queue.extend(map(outgoing, numbers))
        self.bell.ring()

    async def open(self, *which: int) -> None:
        async with asyncio.timeout(BOUND):
            while not all(self.carriers[n].callers for n in which):  # noqa: ASYNC110 - a login rings nobody
                await asyncio.sleep(0.005)

    async def until_settled(self, count: int) -> None:
        await self.desk.until(lambda: len(self.desk.results) == count)

    def accepted(self) -> list[Result]:
        return [result for result in self.desk.results if isinstance(result.outcome, Accepted)]

    def taken(self) -> list[int]:
        return [len(carrier.taken) for carrier in self.carriers]


@asynccontextmanager
async def a_pair(*faults_of_two: str, weights: tuple[int, int] = (1, 1)) -> AsyncIterator[Pair]:
    habits = Habits({"900001": "secret01"}, late=0.05)
    rules = [read_rule(fault) for fault in faults_of_two]
    carriers = [PretendCarrier(Phones(), habits, lambda: MOMENT, r) for r in ([], rules)]
    accounts = [
        replace(ACCOUNT, name=name, port=await carrier.start(), rate=1e6, weight=weight)
        for name, carrier, weight in zip(("one", "two"), carriers, weights, strict=True)
    ]
    pair, stop = Pair(Both(), Bell(), carriers), asyncio.Event()
    running = asyncio.create_task(Gateway(pair.desk, pair.bell, WORLD, accounts).run(stop))
    try:
        yield pair
    finally:
        stop.set()
        async with asyncio.timeout(BOUND):
            await running
        for carrier in carriers:
            await carrier.stop()


async def test_accounts_that_are_not_busy_share_by_weight() -> None:
    async with a_pair(weights=(3, 1)) as pair:
        await pair.open(0, 1)
        for lot in range(0, 800, 8):
            pair.send(range(lot, lot + 8))
            await pair.until_settled(lot + 8)
        one, two = pair.taken()
        assert 2 < one / two < 4


async def test_accounts_that_are_busy_both_send_all_they_can() -> None:
    async with a_pair(weights=(9, 1)) as pair:
        await pair.open(0, 1)
        pair.send(range(800))
        await pair.desk.until(lambda: len(pair.desk.results) == 800)
        assert min(pair.taken()) > 100


async def test_when_one_account_is_down_the_other_sends_everything() -> None:
    async with a_pair() as pair:
        await pair.open(0, 1)
        pair.desk.queues_again = True  # its link may take some before it hears that it is down
        await pair.carriers[1].stop()
        pair.send(range(200))
        await pair.desk.until(lambda: len(pair.accepted()) >= 200)
        assert pair.taken() == [200, 0]


async def test_an_account_that_refuses_everything_soon_gets_little() -> None:
    async with a_pair("throttle") as pair:
        await pair.open(0, 1)
        for lot in range(0, 400, 8):
            pair.send(range(lot, lot + 8))
            await pair.until_settled(lot + 8)
        one, two = pair.taken()
        assert one > 4 * two


async def test_what_an_account_may_not_send_the_other_sends_and_somebody_is_called(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with a_pair("refuse-sender") as pair:
        await pair.open(0, 1)
        pair.send(range(400))
        await pair.desk.until(lambda: len(pair.accepted()) == 400)
        refused = [r.outcome for r in pair.desk.results if not isinstance(r.outcome, Accepted)]
        assert set(refused) == {Refused("10", permanent=False, of_account=True)}
        assert len(pair.carriers[0].taken) == 400
        assert len(pair.carriers[1].taken) <= 2 * ACCOUNT.window, "it rests, and is not asked again"
    (called,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "Account two: the gateway refuses its settings" in called.getMessage()

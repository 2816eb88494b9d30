"""A desk without a database, and a link between it and a pretend carrier on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from heyan.carriers.account import Account, Timeouts
from heyan.carriers.gateway import Gateway
from heyan.carriers.post import World
from heyan.due import Bell
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Departure,
    MessageKey,
    Outcome,
    Outgoing,
    Result,
)
from heyan.rules.phone import Carrier, Mobile
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.faults import Rule, read_rule
from heyan.sandbox.phones import Phones
from heyan.wire.session import Limits

BOUND = 10.0  # seconds after which a test gives up waiting
MOMENT = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
QUICK = Timeouts(
    connect=5.0,
    login=0.3,
    response=0.4,
    idle=5.0,
    alive=0.1,
    write=0.3,
    drain=2.0,
    end=0.3,
    rest=0.05,
    retry_first=0.01,
    retry_most=0.05,
    retry_refused=0.2,
    reports_first=0.02,
    steady=60.0,
)
ACCOUNT = Account(
    name="mobile",
    carrier=Carrier.MOBILE,
    protocol="cmpp3",
    host="127.0.0.1",
    port=0,
    account="900001",
    password="secret01",
    source_number="106575000130",
    service_id="HEYAN",
    timeouts=QUICK,
)


WORLD = World(stamp=lambda: "0903090000", shake=lambda: 0.5)


class FakeSending:
    """The deeds of sending in memory; what it is told can be asked and waited for."""

    def __init__(self) -> None:
        self.queue: list[Outgoing] = []
        self.results: list[Result] = []
        self.reports: list[CarrierReport] = []
        self.departures: list[dict[MessageKey, str | None]] = []  # as they were noted together
        self.takings: dict[MessageKey, int] = {}  # of what left, as it was noted
        self.taken_back: set[MessageKey] = set()  # somebody else has them
        self.failing_notes = 0  # so many of the next notes of departures fail
        self.notes = asyncio.Event()  # clear it, and notes of departures take until it is set
        self.notes.set()
        self.takes = asyncio.Event()  # the same of takings
        self.takes.set()
        self.rooms: list[int] = []
        self.again: list[bool] = []  # whether what may have left before was asked for too
        self.broken = 0  # so many of the next records fail
        self._told = asyncio.Event()

    async def take_messages(
        self, account: str, carrier: Carrier, room: int, *, again: bool
    ) -> Sequence[Outgoing]:
        assert (account, carrier) == ("mobile", Carrier.MOBILE)
        self.rooms.append(room)
        self.again.append(again)
        await self.takes.wait()
        taken, self.queue = self.queue[:room], self.queue[room:]
        return taken

    async def note_departures(
        self, account: str, leaving: Mapping[MessageKey, Departure]
    ) -> Collection[MessageKey]:
        assert account == "mobile"
        self.tell()
        if self.failing_notes:
            self.failing_notes -= 1
            raise ConnectionError("the database is away")
        self.departures.append({key: each.carrier_id for key, each in leaving.items()})
        self.takings |= {key: each.taking for key, each in leaving.items()}
        await self.notes.wait()
        return leaving.keys() - self.taken_back

    async def record_heard(
        self, account: str, results: Sequence[Result], reports: Sequence[CarrierReport]
    ) -> None:
        assert account == "mobile"
        self._record(self.results, results)
        self.reports.extend(reports)

    def ids(self) -> dict[MessageKey, str | None]:
        """What was noted as leaving, and by which id it will be reported, if that is known."""
        return {key: known_as for noted in self.departures for key, known_as in noted.items()}

    def outcomes(self, number: int) -> list[Outcome]:
        return [result.outcome for result in self.results if result.key == key(number)]

    async def until(self, happened: Callable[[], Any]) -> None:
        """Wait until something is true of what was recorded."""
        async with asyncio.timeout(BOUND):
            while not happened():
                self._told.clear()
                await self._told.wait()

    def tell(self) -> None:
        self._told.set()

    def _record(self, book: list[Any], facts: Sequence[Any]) -> None:
        self.tell()
        if self.broken:
            self.broken -= 1
            raise ConnectionError("the database is away")
        book.extend(facts)


def key(number: int) -> MessageKey:
    return MessageKey(120000, number, 1, 1)


def outgoing(number: int, mobile: str = "", text: str = "") -> Outgoing:
    return Outgoing(
        key(number), Mobile(mobile or f"138{number:08}"), text or f"验证码{number:06}，勿告知他人。"
    )


@dataclass
class Scene:
    """A desk, a gateway and a carrier with its phones."""

    desk: FakeSending
    bell: Bell
    carrier: PretendCarrier
    phones: Phones
    gateway: Gateway
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    running: "asyncio.Task[None] | None" = None

    def send(self, *messages: Outgoing) -> None:
        self.desk.queue.extend(messages)
        self.bell.ring()

    async def until(self, happened: Callable[[], Any]) -> None:
        """Wait until something is true of the whole scene, looking now and then."""
        async with asyncio.timeout(BOUND):
            while not happened():  # noqa: ASYNC110 - what is looked at has no event of its own
                await asyncio.sleep(0.005)

    async def open(self, count: int = 1) -> None:
        await self.until(lambda: len(self.carrier.callers) >= count)

    async def end(self) -> None:
        self.stop.set()
        if self.running is not None:
            await asyncio.wait({self.running}, timeout=BOUND)
            assert self.running.done(), "it does not end"
            self.running.result()

    def accepted(self) -> list[str]:
        """The numbers whose messages the carrier took, as often as it did."""
        return [taken.mobile for taken in self.carrier.taken if taken.result == 0]


@asynccontextmanager
async def playing(
    *faults: str, account: Account = ACCOUNT, habits: Habits | None = None, start: bool = True
) -> AsyncIterator[Scene]:
    """Play a scene with these faults, and clear up."""
    phones = Phones()
    habits = habits or Habits({"900001": "secret01"}, late=0.1, limits=Limits(response=0.3))
    rules: list[Rule] = [read_rule(fault) for fault in faults]
    carrier = PretendCarrier(phones, habits, lambda: MOMENT, rules)
    port = await carrier.start()
    desk, bell = FakeSending(), Bell()
    gateway = Gateway(desk, bell, WORLD, [replace(account, port=port)])
    scene = Scene(desk, bell, carrier, phones, gateway)
    if start:
        scene.running = asyncio.create_task(gateway.run(scene.stop))
    try:
        yield scene
    finally:
        desk.notes.set()
        desk.takes.set()
        await scene.end()
        await carrier.stop()


def accepted(outcomes: Sequence[Outcome]) -> list[Accepted]:
    return [outcome for outcome in outcomes if isinstance(outcome, Accepted)]

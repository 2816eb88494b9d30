"""The gateway at a real desk: filings come in, phones ring, and the ledger says so."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Self

import pytest

from heyan.carriers import gateway
from heyan.casework.desk import Desk
from heyan.casework.filings.views import FilingView
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.settling import UNKNOWN_WAIT
from heyan.casework.timing import work_due_cases
from heyan.due import Bell
from heyan.rules.phone import Carrier
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.exchange import Habits
from heyan.sandbox.faults import read_rule
from heyan.sandbox.phones import Phones
from tests.carriers.desk import ACCOUNT, BOUND, QUICK, outgoing, playing
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, new_filing
from tests.fakes.journeys import Journey, begin, types
from tests.fakes.waiting import until_a_lock_is_waited_for

SECRETS = {"900001": "secret01", "900004": "secret04"}


class Town:
    """A desk with its gateway, and one pretend carrier with two accounts for it."""

    def __init__(self, desk: Desk, *faults: str) -> None:
        self.bell = Bell()
        self.desk = replace(desk, ring_for_messages=self.bell.ring)
        self.phones = Phones()
        self.carrier = PretendCarrier(
            self.phones, Habits(SECRETS), desk.clock, [read_rule(fault) for fault in faults]
        )
        self.stop = asyncio.Event()

    async def __aenter__(self) -> Self:
        port = await self.carrier.start()
        mobile = replace(ACCOUNT, port=port)
        virtual = replace(
            mobile,
            name="virtual",
            carrier=Carrier.VIRTUAL,
            protocol="cmpp2",
            account="900004",
            password="secret04",
        )
        deed = gateway.run(self.desk, self.bell, [mobile, virtual], self.stop)
        self.running = asyncio.create_task(deed)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await self.running
        await self.carrier.stop()


async def happened(journey: Journey, filing: FilingView, kind: str, times: int) -> list[str]:
    """Wait until something is in a filing's history so many times, and return all of it."""
    async with asyncio.timeout(BOUND):
        while True:
            history = types(await journey.look(filing))
            if history.count(kind) >= times:
                return history
            await asyncio.sleep(0.005)


@pytest.mark.rule("R10", "R13", "R14")
async def test_each_phone_gets_its_code_from_its_own_carrier(desk: Desk) -> None:
    async with Town(desk) as town:
        journey = await begin(town.desk)
        async with asyncio.timeout(BOUND):
            filing = await journey.submit(new_filing())
            (to_li,) = await town.phones.wait_for(LI.mobile)
            (to_han,) = await town.phones.wait_for(HAN.mobile)
        history = await happened(journey, filing, "message.delivered", 2)
    assert to_li.text.startswith("【工信部备案】验证码")
    assert to_li.text != to_han.text
    assert history.count("message.sent") == history.count("message.delivered") == 2


@pytest.mark.parametrize("fault", ["report-first", "report-twice", "report-late", "throttle::1"])
async def test_whatever_the_order_each_message_is_sent_and_delivered_once(
    desk: Desk, clock: Clock, fault: str
) -> None:
    async with Town(desk, fault) as town:
        journey = await begin(town.desk)
        async with asyncio.timeout(BOUND):
            filing = await journey.submit(new_filing())
            while len(town.phones.everything()) < 2:
                clock.turn(timedelta(seconds=1))  # a throttled message rests as long
                await asyncio.sleep(0.02)
        history = await happened(journey, filing, "message.delivered", 2)
    assert history.count("message.sent") == history.count("message.delivered") == 2
    assert len(town.phones.received(LI.mobile)) == 1


@pytest.mark.rule("R13", "R22")
async def test_what_is_never_answered_is_settled_by_its_report_and_not_sent_again(
    desk: Desk, clock: Clock
) -> None:
    async with Town(desk, "silent") as town:
        journey = await begin(town.desk)
        filing = await journey.submit(new_filing())
        await unanswered(town.desk, 2)
        clock.turn(UNKNOWN_WAIT)
        assert await work_overdue_messages(town.desk) == 2
        history = await happened(journey, filing, "message.delivered", 2)
        assert await work_overdue_messages(town.desk) == 0
    assert history.count("message.sent") == history.count("message.delivered") == 2
    assert [len(town.phones.received(each.mobile)) for each in (LI, HAN)] == [1, 1]


async def unanswered(desk: Desk, count: int) -> None:
    """Wait until the links have given up waiting for so many answers."""
    async with asyncio.timeout(BOUND):
        while True:
            async with desk.database.read() as tx:
                states = await tx.fetch("select state from messages")
            if [row["state"] for row in states].count("unknown") == count:
                return
            await asyncio.sleep(0.01)


@pytest.mark.rule("R11", "R13")
async def test_noon_sends_the_same_code_once_more(desk: Desk, clock: Clock) -> None:
    async with Town(desk) as town:
        journey = await begin(town.desk)
        async with asyncio.timeout(BOUND):
            filing = await journey.submit(new_filing())
            await town.phones.wait_for(LI.mobile)
            await town.phones.wait_for(HAN.mobile)
            await happened(journey, filing, "message.sent", 2)
            clock.turn(timedelta(hours=27))
            await work_due_cases(town.desk)
            first, second = await town.phones.wait_for(LI.mobile, 2)
    assert first.text[:16] == second.text[:16]  # 【工信部备案】验证码, and six digits


async def test_a_gateway_tells_how_its_links_are() -> None:
    async with playing(account=replace(ACCOUNT, connections=3)) as scene:
        await scene.open(3)
        names = [status.name for status in scene.gateway.status()]
        assert names == ["mobile/1", "mobile/2", "mobile/3"]


async def test_what_cannot_be_recorded_at_the_end_is_told(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "LAST_WORDS", 0.01)
    async with playing(start=False) as scene:
        scene.running = asyncio.create_task(scene.gateway.run(scene.stop))
        await scene.open()
        scene.desk.broken = 10_000
        scene.send(outgoing(1))
        await scene.phones.wait_for("13800000001")
        await scene.end()
        scene.running = None
    assert "Account mobile ends with" in caplog.text


async def test_a_gateway_ends_though_its_database_hangs(desk: Desk) -> None:
    carrier = PretendCarrier(Phones(), Habits(SECRETS), desk.clock)
    account = replace(ACCOUNT, port=await carrier.start(), timeouts=replace(QUICK, drain=0.1))
    stop = asyncio.Event()
    async with desk.database.transaction() as holding:
        await holding.execute("lock table messages in access exclusive mode")
        running = asyncio.create_task(gateway.run(desk, Bell(), [account], stop))
        await until_a_lock_is_waited_for(holding)
        stop.set()
        await asyncio.wait({running}, timeout=BOUND)
        ended = running.done()
    await running
    await carrier.stop()
    assert ended

"""The clerk takes for its account, and acknowledges a report when it is recorded, not before."""

import asyncio

from heyan.carriers.clerk import Clerk
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, Result, Throttled
from tests.carriers.desk import ACCOUNT, FakeSending, key, outgoing

REPORT = CarrierReport("1", "13800000001", "DELIVRD", Delivery.DELIVERED)


async def test_it_takes_what_there_is_room_for() -> None:
    sending = FakeSending()
    sending.queue = [outgoing(1), outgoing(2)]
    assert list(await Clerk(ACCOUNT, sending).take(1)) == [outgoing(1)]


async def test_a_report_is_acknowledged_once_it_is_recorded() -> None:
    sending, said = FakeSending(), list[bool]()
    clerk = Clerk(ACCOUNT, sending)
    clerk.note_report(REPORT, said.append)
    assert (said, clerk.unrecorded) == ([], 1)
    clerk.close()
    await clerk.run()
    assert (said, sending.reports, clerk.unrecorded) == ([True], [REPORT], 0)


async def test_a_report_that_cannot_be_recorded_is_given_back() -> None:
    sending, said = FakeSending(), list[bool]()
    sending.broken = 1
    clerk = Clerk(ACCOUNT, sending)
    clerk.note_report(REPORT, said.append)
    clerk.close()
    await clerk.run()
    assert (said, sending.reports) == ([False], [])


async def test_a_result_waits_for_the_database() -> None:
    sending = FakeSending()
    sending.broken = 3
    clerk = Clerk(ACCOUNT, sending)
    clerk.note_result(Result(key(1), Throttled()))
    clerk.close()
    async with asyncio.timeout(5):
        await clerk.run()
    assert sending.outcomes(1) == [Throttled()]


async def test_what_is_unwritten_takes_room_until_it_is_written() -> None:
    clerk = Clerk(ACCOUNT, FakeSending())
    calls: list[int] = []
    clerk.call_on_progress.append(lambda: calls.append(clerk.room))
    everything = clerk.room
    clerk.note_result(Result(key(1), Accepted("0a")))
    clerk.note_result(Result(key(2), Accepted("0b")))
    assert clerk.room == everything - 2
    clerk.close()
    await clerk.run()
    assert clerk.room == calls[-1] == everything

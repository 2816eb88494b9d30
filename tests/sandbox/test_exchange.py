"""The exchange answers, reports and errs, each exactly as its fault says."""

import asyncio

import pytest

from heyan.sandbox.exchange import NOISE
from heyan.wire.cmpp_messages import Cancel
from heyan.wire.dialect import Delivery, Kind, StatusReport
from tests.carriers.desk import MOMENT
from tests.sandbox.client import BOUND, Client, calling, running


async def report_of(client: Client) -> StatusReport:
    brought = await client.read()
    assert brought.kind is Kind.DELIVER
    report = client.dialect.report(brought.message)
    assert report is not None
    return report


async def test_a_submit_rings_the_phone_is_answered_and_reported() -> None:
    async with running() as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        answer = client.dialect.reading(2, (await client.read()).message)
        report = await report_of(client)
        assert report == StatusReport(
            answer.carrier_id, "13800000001", "DELIVRD", Delivery.DELIVERED, "1809030900"
        )
        month, day = int(answer.carrier_id, 16) >> 60, int(answer.carrier_id, 16) >> 55 & 31
        assert (month, day) == (MOMENT.month, MOMENT.day)


async def test_ids_differ_even_while_the_clock_stands_still() -> None:
    async with running("report-never") as carrier, calling(carrier) as client:
        await client.log_in()
        for sequence in range(2, 40):
            client.submit(sequence)
            await client.read()
        assert len({taken.msg_id for taken in carrier.taken}) == 38


async def test_beyond_its_rate_the_carrier_throttles() -> None:
    async with running("report-never", rate=2.0) as carrier, calling(carrier) as client:
        await client.log_in()
        results = []
        for sequence in (2, 3, 4):
            client.submit(sequence)
            results.append((await client.read()).message.result)
        assert results == [0, 0, 8]


@pytest.mark.parametrize(("fault", "result"), [("throttle", 8), ("refuse", 13), ("duplicate", 3)])
async def test_an_answer_may_be_a_refusal_and_nothing_rings(fault: str, result: int) -> None:
    async with running(fault) as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        assert (await client.read()).message.result == result
        assert [taken.result for taken in carrier.taken] == [result]


@pytest.mark.parametrize(("fault", "taken"), [("silent:139", 1), ("lose:139", 0)])
async def test_an_answer_may_never_come(fault: str, taken: int) -> None:
    async with running(fault, "report-never") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2, "13900000001")
        client.submit(3, "13800000001")
        assert (await client.read()).sequence == 3
        assert [t.mobile for t in carrier.taken].count("13900000001") == taken


async def test_an_answer_may_be_late() -> None:
    async with running("slow:139", "report-never") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2, "13900000001")
        client.submit(3, "13800000001")
        assert [(await client.read()).sequence for _ in range(2)] == [3, 2]


async def test_a_report_may_come_first_twice_and_late() -> None:
    faults = ("report-first:131", "report-twice:132", "report-late:133")
    async with running(*faults) as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2, "13100000001")
        assert (await report_of(client)).mobile == "13100000001"
        assert (await client.read()).sequence == 2
        client.submit(3, "13200000001")
        await client.read()
        assert await report_of(client) == await report_of(client)
        client.submit(4, "13300000001")
        client.submit(5, "13400000001")
        kinds = [(await client.read()).kind for _ in range(3)]
        assert kinds == [Kind.ANSWER, Kind.ANSWER, Kind.DELIVER]
        assert (await report_of(client)).mobile == "13300000001"


@pytest.mark.parametrize(("fault", "stat"), [("undelivered", "UNDELIV"), ("odd-stat", "XY:0001")])
async def test_a_report_may_tell_of_failure(fault: str, stat: str) -> None:
    async with running(fault) as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        await client.read()
        report = await report_of(client)
        assert (report.stat, report.delivery) == (stat, Delivery.UNDELIVERED)


async def test_a_report_may_come_on_another_connection() -> None:
    async with running("report-elsewhere") as carrier, calling(carrier) as one:
        await one.log_in()
        async with calling(carrier) as other:
            await other.log_in()
            one.submit(2)
            assert (await one.read()).kind is Kind.ANSWER
            assert (await report_of(other)).mobile == "13800000001"


async def test_the_line_may_be_cut_in_the_middle_of_an_answer() -> None:
    async with running("close-mid-frame") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        assert await client.rest() == bytes.fromhex("000000188000000400000002")


async def test_an_answer_may_be_garbage_or_a_goodbye() -> None:
    async with running("garbage:131", "hang-up:132") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2, "13100000001")
        async with asyncio.timeout(BOUND):
            assert await client.reader.readexactly(len(NOISE)) == NOISE
    async with running("hang-up") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        assert (await client.read()).kind is Kind.END


async def test_an_answer_may_stop_in_the_middle_on_a_line_that_stays_open() -> None:
    async with running("stall") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        async with asyncio.timeout(BOUND):
            half = await client.reader.readexactly(12)
        assert half == bytes.fromhex("000000188000000400000002")
        assert carrier.callers[0].frozen
        assert not client.reader.at_eof()


async def test_a_line_may_freeze_and_stay_open() -> None:
    async with running("freeze") as carrier, calling(carrier) as client:
        await client.log_in()
        client.submit(2)
        async with asyncio.timeout(BOUND):
            while not carrier.callers[0].frozen:  # noqa: ASYNC110 - what is frozen rings nobody
                await asyncio.sleep(0.005)
        client.say(client.dialect.alive(), 3)
        assert not client.reader.at_eof()
        assert carrier.callers[0].session.beats == 0


async def test_a_query_or_a_cancel_finds_no_books() -> None:
    async with running("report-never") as carrier, calling(carrier) as client:
        await client.log_in()
        client.say(Cancel(msg_id=1), 2)
        client.submit(3)
        assert (await client.read()).sequence == 3

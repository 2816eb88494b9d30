"""Time acts on cases, however late the clockwork is, and on nothing that has ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework import timing
from heyan.casework.answers import captchas
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing
from heyan.casework.timing import AFRESH, Sweep, tidy, work_due_cases
from heyan.rules.writing import plain
from heyan.store.database import StoreUnavailable
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, data_of, report, types

GANSU = 620000
NOON = timedelta(hours=27)  # after nine o'clock of the day before
WINDOW = timedelta(hours=48)


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def count(desk: Desk, table: str) -> int:
    async with desk.database.read() as tx:
        counted: int = await tx.fetchval(f"select count(*) from {table}")  # noqa: S608 - a table's name
    return counted


@pytest.mark.rule("R22", "R23")
async def test_what_no_carrier_accepts_goes_back_as_undeliverable(
    journey: Journey, clock: Clock
) -> None:
    filing = await journey.submit(new_filing())
    clock.turn(WINDOW - timedelta(microseconds=1))
    assert await work_due_cases(journey.desk) == 0
    clock.turn(timedelta(microseconds=1))
    assert await work_due_cases(journey.desk) == 1
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "undeliverable")
    assert await journey.carry() == [], "nothing leaves for what has ended"


@pytest.mark.rule("R11", "R23")
async def test_after_days_of_standstill_nobody_gets_noons_message_for_what_is_over(
    journey: Journey, clock: Clock
) -> None:
    filing = await journey.submit(new_filing())
    await journey.carry()
    clock.turn(timedelta(days=5))
    assert await work_due_cases(journey.desk) == 1
    returned = await journey.look(filing)
    assert [told["purpose"] for told in data_of(returned, "message.queued")] == ["first", "first"]
    assert types(returned)[-1] == "filing.returned"


@pytest.mark.rule("R11")
async def test_noon_comes_once_and_only_for_who_has_not_answered(
    journey: Journey, clock: Clock
) -> None:
    await journey.submit(new_filing())
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, LI.document.number[-6:])
    clock.turn(NOON)
    assert await work_due_cases(journey.desk) == 1
    assert [message.mobile for message in await journey.carry()] == [HAN.mobile]
    clock.turn(timedelta(hours=1))
    assert await work_due_cases(journey.desk) == 0


async def test_every_province_is_worked_and_a_batch_at_most(journey: Journey, clock: Clock) -> None:
    for n, province in enumerate((TIANJIN, TIANJIN, TIANJIN, GANSU)):
        await journey.submit(new_filing(province=province, reference=f"ORD-{n}"))
    clock.turn(WINDOW)
    assert await work_due_cases(journey.desk, most=2) == 3
    assert await work_due_cases(journey.desk, most=2) == 1
    assert await work_due_cases(journey.desk, most=2) == 0


@pytest.mark.rule("R11")
async def test_a_sweep_goes_through_what_is_due_at_one_instant(
    journey: Journey, clock: Clock
) -> None:
    filings = [await journey.submit(new_filing(reference=f"ORD-{n}")) for n in range(5)]
    await journey.carry()
    clock.turn(NOON)
    sweep = Sweep()
    counts = [await work_due_cases(journey.desk, most=2, sweep=sweep) for _ in range(4)]
    assert counts == [2, 2, 1, 0]
    for filing in filings:
        queued = data_of(await journey.look(filing), "message.queued")
        assert [told["purpose"] for told in queued] == ["first"] * 2 + ["noon"] * 2


@pytest.mark.parametrize("turned", [AFRESH, -timedelta(microseconds=1)])
async def test_a_sweep_begins_afresh_once_a_minute_and_when_the_clock_goes_back(
    journey: Journey, clock: Clock, turned: timedelta
) -> None:
    for n in range(2):
        await journey.submit(new_filing(reference=f"ORD-{n}"))
    async with journey.desk.database.transaction() as tx:
        await tx.execute("update cases set due_at = $1", clock())
    clock.turn(timedelta(seconds=1))
    sweep = Sweep()
    async with journey.desk.database.transaction() as tx:
        held = await tx.fetchval("select number from cases order by number limit 1 for update")
        assert await work_due_cases(journey.desk, sweep=sweep) == 1
    assert held is not None
    clock.turn(AFRESH - timedelta(microseconds=1))
    assert await work_due_cases(journey.desk, sweep=sweep) == 0, "it lies behind"
    clock.turn(turned - (AFRESH - timedelta(microseconds=1)))
    assert await work_due_cases(journey.desk, sweep=sweep) == 1


async def test_a_sweep_does_not_pass_over_what_failed(
    journey: Journey, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(3):
        await journey.submit(new_filing(reference=f"ORD-{n}"))
    async with journey.desk.database.transaction() as tx:
        await tx.execute("update cases set edition = 'of nobody' where number = 1")
    clock.turn(WINDOW)
    sweep = Sweep()
    assert await work_due_cases(journey.desk, most=2, sweep=sweep) == 2
    assert "failed and rests until" in caplog.text
    assert await work_due_cases(journey.desk, most=2, sweep=sweep) == 1
    assert await work_due_cases(journey.desk, sweep=sweep) == 0


async def test_the_links_hear_of_noons_messages_at_once_and_of_nothing_else(
    journey: Journey, clock: Clock
) -> None:
    rung: list[str] = []
    listening = replace(journey.desk, ring_for_messages=lambda: rung.append("ring"))
    await journey.submit(new_filing())
    await journey.carry()
    clock.turn(NOON)
    await work_due_cases(listening)
    assert rung == ["ring"]
    clock.turn(WINDOW)
    await work_due_cases(listening)
    assert rung == ["ring"]


async def test_a_store_that_is_gone_is_no_sickness_of_a_case(
    journey: Journey, clock: Clock
) -> None:
    await journey.submit(new_filing())
    clock.turn(WINDOW)
    await journey.desk.database.close()
    with pytest.raises(StoreUnavailable):
        await work_due_cases(journey.desk)


async def test_early_reports_are_bounded_by_number_too(
    journey: Journey, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "MOST_EARLY_REPORTS", 3)
    await journey.submit(new_filing())
    taken = await journey.carry()
    for ordinal in range(2, 9):
        await report(journey.desk, [replace(taken[0], key=replace(taken[0].key, ordinal=ordinal))])
        clock.turn(timedelta(seconds=1))
    await tidy(journey.desk)
    assert await count(journey.desk, "early_reports") == 3


async def test_what_nobody_can_ask_for_any_more_is_forgotten(
    journey: Journey, clock: Clock
) -> None:
    desk = journey.desk
    await captchas.make_captcha(desk, TIANJIN, captchas.Purpose.VERIFY, "browser")
    document = plain(new_filing())
    await submit_filing(desk, journey.provider, document, idempotency_key="k", body=b"{}")
    taken = await journey.carry()
    await report(desk, [replace(taken[0], key=replace(taken[0].key, ordinal=9))])

    async def kept() -> list[int]:
        tables = ("captchas", "early_reports", "given_answers")
        return [await count(desk, table) for table in tables]

    assert await kept() == [1, 1, 1]
    await tidy(desk)
    assert await kept() == [1, 1, 1]
    clock.turn(captchas.GOOD_FOR + timedelta(seconds=1))
    await tidy(desk)
    assert await kept() == [0, 1, 1]
    clock.turn(WINDOW)
    await tidy(desk)
    assert await kept() == [0, 0, 1]
    clock.turn(timedelta(days=5))
    await tidy(desk)
    assert await kept() == [0, 0, 0]

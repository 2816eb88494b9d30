"""One address has so many tries, whatever it tries, through however many processes."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.answers.answering import (
    NOT_FOUND,
    Answered,
    Given,
    Verdict,
    ask_again,
    give_answer,
)
from heyan.casework.answers.counting import GUESSES_KEPT, Caller, Try, admit, forget_tries, tried_by
from heyan.casework.desk import PROVINCES, Desk
from heyan.casework.pressure import LASTS
from heyan.rules.documents import tail
from heyan.rules.limits import Limits, Way
from heyan.rules.phone import Mobile
from heyan.rules.provinces import NATION
from heyan.rules.refusals import TooManyTries
from heyan.store import standings
from heyan.store.standings import Outcome
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, data_of
from tests.fakes.waiting import until_a_lock_is_waited_for

LI_TAIL = tail(LI.document.number)
STRANGER = "13900139000"
HOUR = timedelta(hours=1)
FEW = Limits(address=8, network=12)
HERE, NEXT_DOOR, ELSEWHERE = (
    Caller("192.0.2.1"),
    Caller("192.0.2.2"),
    Caller("198.51.100.1"),
)


@pytest.fixture
def strict(desk: Desk) -> Desk:
    return replace(desk, limits=FEW)


@pytest.fixture
async def told(strict: Desk) -> Journey:
    journey = await begin(strict)
    await journey.submit(new_filing())
    await journey.carry()
    return journey


async def guess(
    desk: Desk, caller: Caller, mobile: str = STRANGER, province: int = TIANJIN
) -> Answered:
    return await give_answer(desk, province, Given(mobile, "999999", LI_TAIL), caller)


async def let_in(desk: Desk, caller: Caller, tries: int, mobile: str = STRANGER) -> int:
    """Try at once, and count what was looked at."""
    answers = await asyncio.gather(
        *(guess(desk, caller, mobile) for _ in range(tries)), return_exceptions=True
    )
    assert all(a == NOT_FOUND or isinstance(a, TooManyTries) for a in answers)
    return answers.count(NOT_FOUND)


@pytest.mark.parametrize("mobile", [LI.mobile, STRANGER])
async def test_an_address_is_refused_alike_for_any_number(
    told: Journey, mobile: str, clock: Clock
) -> None:
    assert await let_in(told.desk, HERE, 20, mobile) == 8
    clock.turn(HOUR / 4)
    with pytest.raises(TooManyTries) as refused:
        await told.answer(TIANJIN, LI.mobile, LI_TAIL, caller=HERE)
    assert refused.value.wait == HOUR * 3 / 4
    clock.turn(HOUR * 3 / 4)
    assert (await told.answer(TIANJIN, LI.mobile, LI_TAIL, caller=HERE)).verdict is Verdict.MET


async def test_whoever_tries_too_often_keeps_nobody_else_out(told: Journey) -> None:
    await let_in(told.desk, HERE, 20, LI.mobile)
    owner = await told.answer(TIANJIN, LI.mobile, LI_TAIL, caller=ELSEWHERE)
    assert owner.verdict is Verdict.MET


async def test_what_is_refused_is_not_compared(told: Journey) -> None:
    await let_in(told.desk, HERE, 8)
    with pytest.raises(TooManyTries):
        await told.answer(TIANJIN, LI.mobile, LI_TAIL, caller=HERE)
    owner = await told.answer(TIANJIN, LI.mobile, LI_TAIL, caller=ELSEWHERE)
    assert owner.verdict is Verdict.MET


async def test_neighbours_share_their_network_s_tries(strict: Desk) -> None:
    assert await let_in(strict, HERE, 8) == 8
    assert await let_in(strict, NEXT_DOOR, 8) == 4
    assert await let_in(strict, ELSEWHERE, 8) == 8


@pytest.mark.rule("R19")
@pytest.mark.parametrize(("tries", "refused"), [(6, False), (8, True)])
async def test_at_the_nation_s_portal_a_refusal_says_nothing_of_where_a_number_is_asked(
    told: Journey,
    tries: int,
    refused: bool,  # noqa: FBT001
) -> None:
    await let_in(told.desk, HERE, tries)  # at the portal of the province that asks Li's number
    tried: list[bool] = []
    for mobile in (LI.mobile, "13900139001"):
        outcomes = await asyncio.gather(
            guess(told.desk, HERE, mobile, NATION.code), return_exceptions=True
        )
        tried += [isinstance(outcome, TooManyTries) for outcome in outcomes]
    assert tried == [refused, refused]
    if refused:
        for mobile in (LI.mobile, "13900139001"):
            with pytest.raises(TooManyTries):
                await ask_again(told.desk, NATION.code, mobile, LI_TAIL, HERE)
        assert await told.carry() == []


async def test_an_address_has_no_more_tries_at_many_portals(strict: Desk) -> None:
    outcomes = await asyncio.gather(
        *(guess(strict, HERE, f"139001390{n:02}", code) for n, code in enumerate(PROVINCES)),
        return_exceptions=True,
    )
    assert outcomes.count(NOT_FOUND) == 8


async def test_a_way_that_reads_no_picture_has_a_quarter(strict: Desk) -> None:
    tried = (admit(strict, Try(HERE, STRANGER), Way.WORK) for _ in range(8))
    assert (await asyncio.gather(*tried, return_exceptions=True)).count(None) == 2


async def test_one_address_has_few_tries_at_one_number_and_more_at_others(desk: Desk) -> None:
    strict = replace(desk, limits=Limits(number=3))
    assert await let_in(strict, HERE, 8) == 3
    assert await let_in(strict, HERE, 8, LI.mobile) == 3
    assert await let_in(strict, NEXT_DOOR, 8) == 3


async def test_a_flood_in_a_province_refuses_nobody_and_presses_for_a_while(
    desk: Desk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    strict = replace(desk, limits=Limits(address=1000, network=1000, number=1000, province=10))
    assert await let_in(strict, HERE, 10) == 10
    assert not strict.pressure.on(TIANJIN, clock())
    assert await let_in(strict, ELSEWHERE, 10) == 10
    assert strict.pressure.on(TIANJIN, clock())
    assert [record.message for record in caplog.records] == [
        "120000: more than 10 tries within a minute"
    ]
    clock.turn(LASTS)
    assert not strict.pressure.on(TIANJIN, clock())


async def test_two_processes_count_together(strict: Desk, other_desk: Desk) -> None:
    other = replace(other_desk, limits=FEW)
    passed = await asyncio.gather(
        *(let_in(desk, HERE, 2) for _ in range(4) for desk in (strict, other))
    )
    assert sum(passed) == 8


async def test_asking_for_a_message_is_a_try_too(told: Journey, clock: Clock) -> None:
    await let_in(told.desk, HERE, 8)
    clock.turn(HOUR / 2)
    for mobile in (LI.mobile, STRANGER):
        with pytest.raises(TooManyTries):
            await ask_again(told.desk, TIANJIN, mobile, LI_TAIL, HERE)
    assert await told.carry() == []
    await ask_again(told.desk, TIANJIN, LI.mobile, LI_TAIL, ELSEWHERE)
    assert len(await told.carry()) == 1


async def test_the_sandbox_s_fast_clock_gives_nobody_more_tries(desk: Desk, clock: Clock) -> None:
    hand = Clock(clock.now)
    fast = replace(desk, limits=FEW, hands=hand)
    assert await let_in(fast, HERE, 8) == 8
    clock.turn(10 * HOUR)
    assert await let_in(fast, HERE, 8) == 0
    hand.turn(HOUR)
    assert await let_in(fast, HERE, 8) == 8


async def kept(desk: Desk, table: str) -> int:
    async with desk.database.read() as tx:
        counted: int = await tx.fetchval(f"select count(*) from {table}")  # noqa: S608 - a table's name
    return counted


@pytest.mark.rule("R19")
async def test_of_who_was_right_nothing_is_noted_and_of_all_others_alike(told: Journey) -> None:
    await told.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert await kept(told.desk, "guesses") == 0
    await told.submit(new_filing(reference="TWO"))
    await told.carry()
    assert await told.answer(TIANJIN, LI.mobile, "00000X") == NOT_FOUND
    await guess(told.desk, HERE)
    async with told.desk.database.read() as tx:
        rows = await tx.fetch("select mobile, wrong_codes from guesses")
    noted = {row["mobile"]: row["wrong_codes"] for row in rows}
    stranger = told.desk.mobile_hash(Mobile(STRANGER))
    assert noted == {told.desk.mobile_hash(LI.mobile): 0, stranger: 1}


@pytest.mark.rule("R25")
async def test_old_tries_are_forgotten_but_not_those_at_a_number_that_is_asked(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    for _ in range(19):
        await guess(desk, HERE, LI.mobile)
    await guess(desk, HERE)
    await forget_tries(desk, clock())
    assert (await kept(desk, "visits"), await kept(desk, "guesses")) == (5, 2)
    clock.turn(GUESSES_KEPT + timedelta(days=1))
    await forget_tries(desk, clock())
    assert (await kept(desk, "visits"), await kept(desk, "guesses")) == (0, 1)
    clock.turn(-GUESSES_KEPT)
    await guess(desk, HERE, LI.mobile)
    assert len(data_of(await journey.look(filing), "challenge.code_spent")) == 1


async def test_who_answers_does_not_wait_for_a_tidying_that_waits_for_it(
    desk: Desk, clock: Clock
) -> None:
    await guess(desk, HERE)
    clock.turn(GUESSES_KEPT + timedelta(days=1))
    async with desk.database.transaction() as answering:
        await answering.execute("select from guesses for update")
        tidying = asyncio.create_task(forget_tries(desk, clock()))
        await until_a_lock_is_waited_for(answering)
        tried = tried_by(desk, Counter(), 1)
        await standings.write(answering, Outcome(TIANJIN, clock()), tried=tried)
    await tidying
    assert await kept(desk, "guesses") == 0


@pytest.mark.rule("R25")
async def test_numbers_that_are_asked_hold_up_no_stranger_s_forgetting(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing())
    await guess(desk, HERE, LI.mobile)
    clock.turn(timedelta(days=1))
    await guess(desk, HERE)
    clock.turn(GUESSES_KEPT + timedelta(days=1))
    await forget_tries(desk, clock(), most=1)
    async with desk.database.read() as tx:
        left = [row["mobile"] for row in await tx.fetch("select mobile from guesses")]
    assert left == [desk.mobile_hash(LI.mobile)]


def test_an_address_shows_in_no_trace() -> None:
    assert "192.0.2" not in repr(HERE)

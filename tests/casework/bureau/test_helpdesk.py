"""The help desk is told what it asked wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.bureau.helpdesk import declare_outage, unlock_challenge
from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.rules.ids import CaseId
from heyan.rules.outages import Outage
from heyan.rules.refusals import MovedOn, NoSuchChallenge, NoSuchFiling, NotLocked
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id, types


@pytest.mark.rule("R25")
async def test_what_is_not_locked_or_not_there_is_not_unlocked(desk: Desk) -> None:
    journey = await begin(desk)
    case = case_id(await journey.submit(new_filing()))
    with pytest.raises(NotLocked):
        await unlock_challenge(desk, case, 1)
    with pytest.raises(NoSuchChallenge):
        await unlock_challenge(desk, case, 9)
    with pytest.raises(NoSuchFiling):
        await unlock_challenge(desk, CaseId(TIANJIN, case.number + 1), 1)


@pytest.mark.rule("R22", "R25")
async def test_a_lock_is_kept_by_its_span_and_its_outage_counts_once(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(replace(SITE, principal=LI)))
    await journey.carry()
    before = (await journey.look(filing)).deadline
    assert before is not None
    await lock(journey)
    clock.turn(timedelta(hours=4))
    await unlock_challenge(desk, case_id(filing), 1)
    assert (await journey.look(filing)).deadline == before + timedelta(hours=4)
    now = clock()
    outage = Outage(now - timedelta(hours=3), now + timedelta(hours=1))
    await declare_outage(desk, outage, "机房断电")
    assert (await journey.look(filing)).deadline == before + timedelta(hours=5)


@pytest.mark.rule("R24", "R25")
async def test_nothing_is_unlocked_in_a_case_whose_other_number_is_late(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    await lock(journey)
    clock.turn(timedelta(hours=48))
    with pytest.raises(MovedOn):
        await unlock_challenge(desk, case_id(filing), 1)
    seen = await journey.look(filing)
    assert (seen.state, seen.reason) == ("returned", "expired")


@pytest.mark.rule("R25")
async def test_guessing_on_at_a_locked_number_leaves_its_case_as_it_was(desk: Desk) -> None:
    journey = await begin(desk)
    site = replace(SITE, principal=LI)
    given_up = await journey.submit(new_filing(site, reference="GIVEN-UP"))
    filing = await journey.submit(new_filing(site))
    await journey.carry()
    await lock(journey)
    async with desk.database.transaction() as tx:  # as often as a smallint does not hold
        await tx.execute("update guesses set wrong_codes = wrong_codes + 40000")
    await intake.withdraw_filing(desk, journey.provider, case_id(given_up))
    assert (await journey.look(given_up)).state == "withdrawn"
    await unlock_challenge(desk, case_id(filing), 1)
    await journey.carry()
    await guess(journey, 19)
    assert (await journey.look(filing)).challenges[0].state == "open", "counted from the unlocking"
    await guess(journey, 1)
    assert types(await journey.look(filing)).count("challenge.code_spent") == 6


async def lock(journey: Journey) -> None:
    await guess(journey, 100)


async def guess(journey: Journey, times: int) -> None:
    wrong = f"{(int(journey.code(LI.mobile)) + 1) % 10**6:06}"
    for _ in range(times):
        await journey.answer(TIANJIN, LI.mobile, "000000", wrong)

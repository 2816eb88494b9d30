"""Guessing codes is bounded, and whoever is guessed at gets a new code (R25)."""

from datetime import timedelta

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.bureau.helpdesk import unlock_challenge
from heyan.casework.desk import Desk
from heyan.casework.filings.views import FilingView
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.refusals import NotLocked
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id, data_of

LI_TAIL = tail(LI.document.number)
GUESSES, CODES = 20, 5


async def guess(journey: Journey, times: int) -> None:
    """Try wrong codes, as a stranger who knows the number and the tail."""
    right = journey.code(LI.mobile)
    for nth in range(times):
        wrong = f"{(int(right) + 1 + nth) % 10**6:06}"
        answered = await journey.answer(TIANJIN, LI.mobile, LI_TAIL, wrong)
        assert answered.verdict is Verdict.NOT_FOUND


@pytest.mark.rule("R25", "R13")
async def test_twenty_wrong_codes_spend_the_code_and_a_new_one_is_sent(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    first = journey.code(LI.mobile)
    await guess(journey, GUESSES - 1)
    assert await journey.carry() == []
    await guess(journey, 1)
    assert [message.mobile for message in await journey.carry()] == [LI.mobile]
    second = journey.code(LI.mobile)
    assert second != first
    spent = await journey.answer(TIANJIN, LI.mobile, LI_TAIL, first)
    assert spent.verdict is Verdict.NOT_FOUND
    owner = await journey.answer(TIANJIN, LI.mobile, LI_TAIL, second)
    assert owner.verdict is Verdict.MET
    assert data_of(await journey.look(filing), "challenge.code_spent") == [
        {"challenge": 1, "spent": 1}
    ]


@pytest.mark.rule("R25", "R22", "R27")
async def test_the_fifth_spent_code_locks_the_number_until_the_help_desk_unlocks_it(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    han_tail = tail(HAN.document.number)
    await journey.answer(TIANJIN, HAN.mobile, han_tail)
    for _ in range(CODES):
        await guess(journey, GUESSES)
        await journey.carry()
    locked = await journey.look(filing)
    assert [c.state for c in locked.challenges] == ["locked", "met"]
    assert data_of(locked, "challenge.locked") == [{"challenge": 1}]
    right = await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert right.verdict is Verdict.NOT_FOUND

    clock.turn(timedelta(days=30))  # its clock stands still
    await work_due_cases(desk)
    assert (await journey.look(filing)).state == "verifying"

    await unlock_challenge(desk, case_id(filing), 1)
    assert len(await journey.carry()) == 1
    clock.turn(timedelta(hours=47))
    await work_due_cases(desk)
    answered = await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert answered.verdict is Verdict.ALL_MET
    with pytest.raises(NotLocked):
        await unlock_challenge(desk, case_id(filing), 1)


@pytest.mark.rule("R25")
async def test_a_code_that_is_made_later_has_its_own_twenty(desk: Desk) -> None:
    journey = await begin(desk)
    await guess_before(journey)
    first = await journey.submit(new_filing(reference="FIRST"))
    await journey.carry()
    await guess(journey, 15)
    second = await journey.submit(new_filing(reference="SECOND"))
    await journey.carry()
    await guess(journey, 5)
    assert await spent(journey, first, second) == (1, 0)
    await journey.carry()
    await guess(journey, 14)
    assert await spent(journey, first, second) == (1, 0)
    await guess(journey, 1)
    assert await spent(journey, first, second) == (1, 1)


async def guess_before(journey: Journey) -> None:
    """Guess at a number before anybody asks it."""
    for nth in range(GUESSES + 7):
        answered = await journey.answer(TIANJIN, LI.mobile, LI_TAIL, f"{nth:06}")
        assert answered.verdict is Verdict.NOT_FOUND


async def spent(journey: Journey, *filings: FilingView) -> tuple[int, ...]:
    """Count how often each filing's code was spent."""
    seen = [await journey.look(filing) for filing in filings]
    return tuple(len(data_of(filing, "challenge.code_spent")) for filing in seen)


@pytest.mark.rule("R25", "R9")
async def test_guesses_count_against_every_case_that_asks_the_number(desk: Desk) -> None:
    journey = await begin(desk)
    filings = [await journey.submit(new_filing(reference=f"ORD-{nth}")) for nth in range(2)]
    await journey.carry()
    await guess(journey, GUESSES)
    for filing in filings:
        assert len(data_of(await journey.look(filing), "challenge.code_spent")) == 1
    sent = await journey.carry()
    assert len({message.text for message in sent}) == len(sent) == 2

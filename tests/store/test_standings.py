"""How cases stand, what happened to them and what is not to be sent any more: one statement."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.rules.case import (
    ChallengeState,
    answer,
    challenge_of,
    pass_time,
    with_challenge,
)
from heyan.rules.events import ChallengeMet, Purpose
from heyan.rules.ids import CaseId
from heyan.rules.ledger import MessageKey, MessageState
from heyan.rules.phone import Carrier
from heyan.store import cases, messages, standings, trail, tries
from heyan.store.case_rows import Stored
from heyan.store.database import Transaction
from heyan.store.messages import NewMessage
from heyan.store.standings import Outcome
from heyan.store.trail import Happened
from heyan.store.tries import Minute
from tests.conftest import MORNING as NOW
from tests.fakes.filings import HAN, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id

END = NOW + timedelta(hours=48)


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def submit(journey: Journey) -> CaseId:
    return case_id(await journey.submit(new_filing()))


async def held(journey: Journey, tx: Transaction, case: CaseId) -> Stored:
    return (await cases.lock(tx, journey.desk.sealer, case.province, [case.number]))[case.number]


@pytest.mark.rule("R24")
async def test_how_a_case_stands_is_remembered_with_its_challenges(journey: Journey) -> None:
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        before = (await held(journey, tx, case)).case
        right = min(challenge_of(before, 1).tails)
        met = answer(before, 1, right, NOW).case
        wrong = answer(met, 2, "000000", NOW).case
        await standings.write(tx, Outcome(TIANJIN, NOW, [(before, wrong)]))
    async with journey.desk.database.transaction() as tx:
        assert (await held(journey, tx, case)).case == wrong
        ended = pass_time(wrong, END).case
        await standings.write(tx, Outcome(TIANJIN, END, [(wrong, ended)]))
        stored = await held(journey, tx, case)
    assert (stored.case, stored.ended_at) == (ended, END)
    assert challenge_of(stored.case, 1).state is ChallengeState.MET


@pytest.mark.rule("R8")
async def test_of_a_corrected_number_only_what_waits_for_the_old_one_is_dropped(
    journey: Journey,
) -> None:
    case = await submit(journey)
    first, second = (MessageKey(TIANJIN, case.number, 1, ordinal) for ordinal in (1, 2))
    async with journey.desk.database.transaction() as tx:
        before = (await held(journey, tx, case)).case
        corrected = replace(challenge_of(before, 1), messages=2, first_message=2)
        new = NewMessage(
            key=second,
            mobile=journey.desk.mobile_hash(HAN.mobile),
            purpose=Purpose.FIRST,
            carrier=Carrier.MOBILE,
            rank_at=NOW,
        )
        await messages.add(tx, TIANJIN, [new], NOW)
        after = with_challenge(before, corrected)
        await standings.write(tx, Outcome(TIANJIN, NOW, [(before, after)]))
        kept = await messages.lock(tx, TIANJIN, [first, second])
    assert kept[first].state is MessageState.VOID
    assert kept[second].state is MessageState.QUEUED


@pytest.mark.rule("R30")
async def test_what_happened_is_told_behind_the_end_that_a_deed_holds(journey: Journey) -> None:
    case = await submit(journey)
    told = [Happened(case, journey.provider.id, ChallengeMet(n)) for n in (1, 2)]
    async with journey.desk.database.transaction() as tx:
        end = await trail.hold_end(tx, TIANJIN)
        await standings.write(tx, Outcome(TIANJIN, NOW, happened=told), end=end)
        entries = await trail.stretch(tx, TIANJIN, end.seq, 10)
        assert [each.data for each in entries[1:]] == [{"challenge": 1}, {"challenge": 2}]
        assert (await trail.heads(tx))[0][1:] == (end.seq + 2, entries[-1].hash)


@pytest.mark.rule("R30")
async def test_where_nothing_happened_the_trail_stays_as_it_is(journey: Journey) -> None:
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        before = (await held(journey, tx, case)).case
        end = await trail.hold_end(tx, TIANJIN)
        noted = with_challenge(before, replace(challenge_of(before, 1), noon_passed=True))
        await standings.write(tx, Outcome(TIANJIN, NOW, [(before, noted)]))
        await standings.write(tx, Outcome(TIANJIN, NOW), evenly=True)
        assert await trail.hold_end(tx, TIANJIN) == end
        assert (await held(journey, tx, case)).case == noted


@pytest.mark.rule("R25")
async def test_wrong_codes_stand_where_a_deed_leaves_them(journey: Journey) -> None:
    # In the editions that count any field a wrong code is an error, and spends no guess.
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        stored = await held(journey, tx, case)
        minute = Minute(now=NOW, before=NOW - timedelta(minutes=1), day=NOW.date(), tries=3)
        await tries.note_guesses(tx, TIANJIN, {stored.mobiles[1]: 3}, minute)
        wrong = replace(challenge_of(stored.case, 1), wrong_tails=3)
        after = with_challenge(stored.case, wrong)
        await standings.write(tx, Outcome(TIANJIN, NOW, [(stored.case, after)]))
        assert (await held(journey, tx, case)).case == after

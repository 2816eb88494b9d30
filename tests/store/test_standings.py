"""How cases stand, what happened to them and what is not to be sent any more."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asyncpg import LockNotAvailableError

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
from heyan.rules.limits import Standing
from heyan.rules.phone import Carrier
from heyan.store import cases, messages, standings, trail
from heyan.store.case_rows import Stored
from heyan.store.database import Database, StoreFault, Transaction, savepoint
from heyan.store.messages import NewMessage
from heyan.store.queries import read_queries
from heyan.store.standings import Outcome, Tried
from heyan.store.trail import Happened
from tests.conftest import MORNING as NOW
from tests.fakes.filings import HAN, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id
from tests.fakes.waiting import until_a_lock_is_waited_for

END = NOW + timedelta(hours=48)
MINUTE = timedelta(minutes=1)
GANSU = 620000
# What the deed of the test writes before its entries; the case itself is held from the start.
WRITTEN = (
    "guesses",
    "challenges where n = 1",
    "challenges where n = 2",
    "messages where n = 1",
    "visits",
)


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def submit(journey: Journey, reference: str = "ORD-1") -> CaseId:
    return case_id(await journey.submit(new_filing(reference=reference)))


def tried(wrong: Mapping[bytes, int], at: datetime = NOW) -> Tried:
    return Tried(wrong=wrong, count=2, now=at, before=at - MINUTE)


async def held(journey: Journey, tx: Transaction, case: CaseId) -> Stored:
    return (await cases.lock(tx, journey.desk.sealer, case.province, [case.number]))[case.number]


async def shown(journey: Journey, case: CaseId) -> Stored:
    async with journey.desk.database.snapshot() as tx:
        found = await cases.find(tx, journey.desk.sealer, case.province, [case.number])
    return found[case.number]


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
async def test_what_happened_is_told_behind_the_end(journey: Journey) -> None:
    case = await submit(journey)
    told = [Happened(case, journey.provider.id, ChallengeMet(n)) for n in (1, 2)]
    async with journey.desk.database.transaction() as tx:
        end = await trail.hold_end(tx, TIANJIN)
        await standings.write(tx, Outcome(TIANJIN, NOW, happened=told))
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
        wrong = replace(challenge_of(stored.case, 1), wrong_tails=3)
        after = with_challenge(stored.case, wrong)
        await standings.write(
            tx, Outcome(TIANJIN, NOW, [(stored.case, after)]), tried=tried({stored.mobiles[1]: 3})
        )
        assert (await held(journey, tx, case)).case == after


@pytest.mark.rule("R25")
async def test_wrong_codes_are_counted_from_the_present_code_whatever_else_changes(
    journey: Journey,
) -> None:
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        stored = await held(journey, tx, case)
        wrong = tried({stored.mobiles[1]: 2})
        renewed = with_challenge(stored.case, replace(challenge_of(stored.case, 1), epoch=1))
        await standings.write(tx, Outcome(TIANJIN, NOW, [(stored.case, renewed)]), tried=wrong)
        await standings.write(tx, Outcome(TIANJIN, NOW), tried=wrong)
        guessed = (await held(journey, tx, case)).case
        assert challenge_of(guessed, 1).wrong_codes == 2
        noon = with_challenge(guessed, replace(challenge_of(guessed, 1), noon_passed=True))
        await standings.write(tx, Outcome(TIANJIN, NOW, [(guessed, noon)]))
        assert (await held(journey, tx, case)).case == noon


@pytest.mark.rule("R25")
async def test_a_wrong_code_counts_against_whoever_is_asked_then(journey: Journey) -> None:
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        stored = await held(journey, tx, case)
        one, other = challenge_of(stored.case, 1), challenge_of(stored.case, 2)
        wrong = tried({stored.mobiles[1]: 2})
        await standings.write(tx, Outcome(TIANJIN, NOW), tried=wrong)
        guessed = (await held(journey, tx, case)).case
        assert challenge_of(guessed, 1) == replace(one, wrong_codes=2)
        assert challenge_of(guessed, 2) == other
        renewed = replace(challenge_of(guessed, 1), epoch=1, wrong_codes=0)
        after = with_challenge(guessed, renewed)
        await standings.write(tx, Outcome(TIANJIN, NOW, [(guessed, after)]), tried=wrong)
        assert (await held(journey, tx, case)).case == after


async def test_a_province_s_tries_are_counted_by_the_minute(database: Database) -> None:
    async with database.transaction() as tx:
        for at, standing in (
            (NOW, Standing(NOW, 2)),
            (NOW + MINUTE / 2, Standing(NOW, 4)),
            (NOW + MINUTE, Standing(NOW + MINUTE, 2)),
        ):
            counted = await standings.write(tx, Outcome(TIANJIN, at), tried=tried({}, at))
            assert counted == standing
        assert await standings.write(tx, Outcome(GANSU, NOW), tried=tried({})) == Standing(NOW, 2)
        assert await standings.write(tx, Outcome(GANSU, NOW)) is None


@pytest.mark.rule("R30")
async def test_the_end_of_the_trail_is_held_when_all_else_is_written(journey: Journey) -> None:
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        stored = await held(journey, tx, case)
        await standings.write(tx, Outcome(TIANJIN, NOW), tried=tried({stored.mobiles[1]: 1}))
    before = (await shown(journey, case)).case
    met = replace(challenge_of(before, 1), state=ChallengeState.MET, wrong_codes=0)
    renewed = replace(challenge_of(before, 2), epoch=1)
    after = replace(with_challenge(with_challenge(before, met), renewed), asked=1)
    async with journey.desk.database.transaction() as later:
        await held(journey, later, case)
        async with journey.desk.database.transaction() as sooner:
            await trail.hold_end(sooner, TIANJIN)
            writing = asyncio.create_task(
                standings.write(
                    later,
                    Outcome(TIANJIN, NOW, [(before, after)]),
                    tried=tried({stored.mobiles[1]: 1}),
                    evenly=True,
                )
            )
            await until_a_lock_is_waited_for(sooner)
            for row in WRITTEN:
                with pytest.raises(StoreFault, match="LockNotAvailable"):
                    async with savepoint(sooner):
                        await sooner.fetch(f"select from {row} for update nowait")
        assert await writing == Standing(NOW, 4)
        async with journey.desk.database.transaction() as other:
            with pytest.raises(LockNotAvailableError):
                await other.fetch("select from trail_heads for update nowait")
    assert (await shown(journey, case)).case == after


@pytest.mark.parametrize("filled", [False, True])
async def test_what_is_not_wanted_any_more_is_looked_for_among_what_waits(
    journey: Journey, *, filled: bool
) -> None:
    if filled:
        await submit(journey)
    query = read_queries("standings")["stand"]
    given = {"province": TIANJIN, "holding": True, "tries": 0, "mobiles": [], "wrongs": []}
    given |= dict.fromkeys(("now", "day", "visited", "before"), NOW)
    given |= dict.fromkeys(("cases", "answered", "renewed", "over"), "[]")
    async with journey.desk.database.read() as tx:
        await tx.execute("vacuum analyze messages")
        arguments = (given.get(each) for each in query.parameters)
        rows = await tx.fetch(f"explain {query.sql}", *arguments)
    plan = "\n".join(row[0] for row in rows)
    on_messages = [line for line in plan.splitlines() if " on messages" in line]
    assert any("Scan using messages_to_drop" in line for line in on_messages), plan
    assert not any("messages_queued" in line for line in on_messages), plan


@pytest.mark.parametrize(
    "while_", ["delete from messages", "update messages set state = 'delivered'", "select"]
)
async def test_what_waits_for_others_is_not_looked_at(journey: Journey, while_: str) -> None:
    """Whenever it was planned: a session that began at night keeps its plan at noon."""
    submitted = [await submit(journey, f"ORD-{n}") for n in range(12)]
    async with journey.desk.database.transaction() as tx:
        await tx.execute("create temporary table waiting on commit drop as table messages")
        await tx.execute(f"{while_}; analyze messages")
        await end_wait(journey, tx, submitted[0])
        await tx.execute("delete from messages; insert into messages table waiting")
        looked_at = await entries_read(tx)
        await end_wait(journey, tx, submitted[1])
        # Its own, and what it was before in this transaction; 23 wait for others.
        assert 1 <= await entries_read(tx) - looked_at <= 6
        key = MessageKey(TIANJIN, submitted[1].number, 1, 1)
        assert (await messages.lock(tx, TIANJIN, [key]))[key].state is MessageState.VOID


async def end_wait(journey: Journey, tx: Transaction, case: CaseId) -> None:
    before = (await held(journey, tx, case)).case
    met = answer(before, 1, min(challenge_of(before, 1).tails), NOW).case
    await standings.write(tx, Outcome(TIANJIN, NOW, [(before, met)]))


async def entries_read(tx: Transaction) -> int:
    """Count what this transaction has read of the indexes that messages are found by."""
    indexes = ("messages_to_drop", "messages_pkey")
    read = "select pg_stat_get_xact_tuples_returned($1::text::regclass)"
    return sum([await tx.fetchval(read, each) for each in indexes])

"""The send ledger: what is taken once is not taken twice, and noon's resends come last."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import PROVINCES
from heyan.rules.case import challenge_of
from heyan.rules.events import Purpose
from heyan.rules.ledger import MessageKey, MessageState
from heyan.rules.phone import Carrier
from heyan.store import cases, messages
from heyan.store.database import Transaction
from tests.conftest import MORNING as NOW
from tests.fakes.filings import HAN, LI, TIANJIN
from tests.store.ledger import AT_ONCE, LATER, MINUTE, Ledger, ordinals, taking


@pytest.mark.rule("R10")
async def test_noons_resends_wait_behind_what_people_wait_for(ledger: Ledger) -> None:
    async with ledger.desk.database.transaction() as tx:
        await ledger.order(tx, Purpose.NOON, Purpose.ASKED)
        queues = await messages.waiting_queues(tx, PROVINCES, Carrier.MOBILE, NOW)
        assert queues == [(TIANJIN, AT_ONCE), (TIANJIN, LATER)]
        assert ordinals(await ledger.take(tx, taking())) == [1, 3]
        assert ordinals(await ledger.take(tx, taking(LATER))) == [2]
        assert await messages.waiting_queues(tx, PROVINCES, Carrier.MOBILE, NOW) == []


async def test_a_carrier_takes_its_own_when_they_are_due(ledger: Ledger) -> None:
    async with ledger.desk.database.read() as tx:
        assert await messages.waiting_queues(tx, PROVINCES, Carrier.UNICOM, NOW) == []
        early = await messages.waiting_queues(tx, PROVINCES, Carrier.MOBILE, NOW - MINUTE)
        assert early == []
        virtual = await messages.waiting_queues(tx, PROVINCES, Carrier.VIRTUAL, NOW)
        assert virtual == [(TIANJIN, AT_ONCE)]


@pytest.mark.rule("R10", "R11")
async def test_of_one_queue_the_lowest_rank_goes_first_and_what_is_not_due_is_passed_over(
    ledger: Ledger,
) -> None:
    async with ledger.desk.database.transaction() as tx:
        await ledger.order(tx, *[Purpose.NOON] * 4, o2=30, o3=10, o4=20, o5=5)
        lowest = replace(ledger.li, ordinal=5)
        waiting = (await messages.lock(tx, TIANJIN, [lowest]))[lowest]
        await messages.save(tx, TIANJIN, [replace(waiting, due_at=NOW + MINUTE)])
        assert ordinals(await ledger.take(tx, taking(LATER, 2))) == [3, 4]
        assert ordinals(await ledger.take(tx, taking(LATER))) == [2]


async def test_what_may_have_left_before_is_taken_only_when_it_is_asked_for(ledger: Ledger) -> None:
    async with ledger.desk.database.transaction() as tx:
        (message,) = (await messages.lock(tx, TIANJIN, [ledger.li])).values()
        await messages.save(tx, TIANJIN, [replace(message, attempts=1)])
        assert await ledger.take(tx, replace(taking(), again=False)) == []
        assert await ledger.take(tx, taking()) == [ledger.li]


async def test_a_message_is_taken_with_the_one_challenge_that_it_is_about(ledger: Ledger) -> None:
    async with ledger.desk.database.transaction() as tx:
        (taken,) = await messages.take_queued(tx, ledger.desk.sealer, TIANJIN, taking())
        whole = (await cases.find(tx, ledger.desk.sealer, TIANJIN, [ledger.number]))[ledger.number]
    assert len(whole.case.challenges) == 2
    assert taken.stored is not None
    assert taken.stored.case.challenges == (challenge_of(whole.case, 1),)
    assert replace(taken.stored.case, challenges=whole.case.challenges) == whole.case


async def test_links_that_take_at_once_share_what_there_is(ledger: Ledger) -> None:
    async with ledger.desk.database.transaction() as tx:
        await ledger.order(tx, *[Purpose.ASKED] * 19)

    async def take() -> list[MessageKey]:
        async with ledger.desk.database.transaction() as tx:
            return await ledger.take(tx, taking(most=5))

    shares = await asyncio.gather(*(take() for _ in range(4)))
    rest = [*await take(), *await take(), *await take(), *await take()]
    assert all(len(share) <= 5 for share in shares)
    everything = [*(key for share in shares for key in share), *rest]
    assert sorted(ordinals(everything)) == list(range(1, 21))


async def test_what_is_saved_of_a_message_comes_back(ledger: Ledger) -> None:
    async with ledger.desk.database.transaction() as tx:
        first = (await ledger.held(tx))[ledger.li]
        assert (first.state, first.attempts, first.due_at) == (MessageState.QUEUED, 0, NOW)
        changed = replace(
            first,
            state=MessageState.DELIVERED,
            attempts=1,
            due_at=None,
            account="here",
            unheard_of="there",
            submitted_at=NOW + MINUTE / 2,
            carrier_id="1234567890123456789",
            accepted_at=NOW + MINUTE,
            settled_at=NOW + 2 * MINUTE,
            stat="DELIVRD",
        )
        await messages.save(tx, TIANJIN, [changed])
        held = await ledger.held(tx)
        assert held[ledger.li] == changed
        assert held[ledger.han].state is MessageState.QUEUED
        ids = ["1234567890123456789"]
        assert changed.accepted_at is not None
        before = changed.accepted_at - timedelta(seconds=1)
        assert await messages.find_by_carrier_id(tx, "here", ids, before) == [changed]
        assert await messages.find_by_carrier_id(tx, "there", ids, before) == []
        assert await messages.find_by_carrier_id(tx, "here", ids, changed.accepted_at) == []
        assert [m.key for m in await messages.of_cases(tx, TIANJIN, [ledger.number])] == [
            ledger.li,
            ledger.han,
        ]


async def test_only_what_has_not_left_is_dropped(ledger: Ledger) -> None:
    async with ledger.desk.database.transaction() as tx:
        await ledger.take(tx, taking())
        await ledger.order(tx, Purpose.ASKED)
        await ledger.close(tx)
        states = {
            (m.key.challenge, m.key.ordinal): m.state
            for m in await messages.of_cases(tx, TIANJIN, [ledger.number])
        }
    assert states == {
        (1, 1): MessageState.TAKEN,
        (1, 2): MessageState.VOID,
        (2, 1): MessageState.QUEUED,
    }


async def test_who_is_owed_an_answer_is_found_by_its_number(ledger: Ledger) -> None:
    hashes = [ledger.desk.mobile_hash(each.mobile) for each in (LI, HAN)]
    since = NOW - MINUTE

    async def found(tx: Transaction) -> list[MessageKey]:
        return [m.key for m in await messages.find_unheard_of(tx, hashes, since)]

    async with ledger.desk.database.transaction() as tx:
        assert await found(tx) == [], "nothing has left"
        await ledger.take(tx, taking())
        assert await found(tx) == [], "nothing has left yet"
        await ledger.leave(tx)
        assert await found(tx) == [ledger.li]
        taken = (await ledger.held(tx))[ledger.li]
        assert taken.taken_at == NOW
        await messages.save(tx, TIANJIN, [replace(taken, carrier_id="7")])
        assert await found(tx) == [], "its id is known"
        await messages.save(tx, TIANJIN, [replace(taken, unheard_of="here", carrier_id="7")])
        assert await found(tx) == [ledger.li], "it may have another id as well"
        assert await messages.find_unheard_of(tx, hashes, NOW) == []


@pytest.mark.rule("R12")
async def test_what_was_dropped_before_it_left_does_not_count_as_sent(ledger: Ledger) -> None:
    hashes = [ledger.desk.mobile_hash(each.mobile) for each in (LI, HAN)]
    async with ledger.desk.database.transaction() as tx:
        await ledger.close(tx)
        lately = await messages.recent_to(tx, hashes, NOW - MINUTE)
        assert lately == [(ledger.desk.mobile_hash(HAN.mobile), NOW)]
        assert await messages.recent_to(tx, hashes, NOW) == []


async def test_nothing_personal_is_kept_of_a_message(ledger: Ledger) -> None:
    async with ledger.desk.database.read() as tx:
        rows = await tx.fetch("select messages::text from messages")
    told = " ".join(row["messages"] for row in rows)
    for person in (LI, HAN):
        assert person.mobile not in told
        assert person.mobile.encode().hex() not in told

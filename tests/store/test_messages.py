"""The send ledger: what is taken once is not taken twice, and noon's resends come last."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import PROVINCES, Desk
from heyan.rules.case import ChallengeState, challenge_of, with_challenge
from heyan.rules.events import Purpose
from heyan.rules.ledger import MessageKey
from heyan.rules.phone import Carrier
from heyan.store import cases, messages, standings
from heyan.store.database import Transaction
from heyan.store.messages import Message, MessageState, NewMessage, Taking
from heyan.store.standings import Outcome
from tests.conftest import MORNING as NOW
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id

AT_ONCE, LATER = 0, 1
MINUTE = timedelta(minutes=1)


class Ledger:
    """The messages of one filing, of which only its first two are ordered: 移动 and virtual."""

    def __init__(self, desk: Desk, number: int) -> None:
        self.desk = desk
        self.li, self.han = (MessageKey(TIANJIN, number, n, 1) for n in (1, 2))
        self.number = number

    async def order(self, tx: Transaction, *purposes: Purpose, **ranks: int) -> None:
        """Order more messages to the first number; `ranks` are seconds by ordinal, `o2=5`."""
        new = [
            NewMessage(
                key=replace(self.li, ordinal=ordinal),
                mobile=self.desk.mobile_hash(LI.mobile),
                purpose=purpose,
                carrier=Carrier.MOBILE,
                rank_at=NOW + timedelta(seconds=ranks.get(f"o{ordinal}", 0)),
            )
            for ordinal, purpose in enumerate(purposes, 2)
        ]
        await messages.add(tx, TIANJIN, new, NOW)

    async def close(self, tx: Transaction) -> None:
        """Let the first number be met."""
        found = await cases.find(tx, self.desk.sealer, TIANJIN, [self.number])
        before = found[self.number].case
        met = replace(challenge_of(before, 1), state=ChallengeState.MET)
        await standings.write(tx, Outcome(TIANJIN, NOW, [(before, with_challenge(before, met))]))

    async def take(self, tx: Transaction, taking: Taking) -> list[MessageKey]:
        taken = await messages.take_queued(tx, self.desk.sealer, TIANJIN, taking)
        return [each.key for each in taken]

    async def held(self, tx: Transaction) -> dict[MessageKey, Message]:
        return await messages.lock(tx, TIANJIN, [self.li, self.han])


@pytest.fixture
async def ledger(desk: Desk) -> Ledger:
    journey = await begin(desk)
    return Ledger(desk, case_id(await journey.submit(new_filing())).number)


def taking(urgency: int = AT_ONCE, most: int = 100) -> Taking:
    return Taking(
        carrier=Carrier.MOBILE,
        urgency=urgency,
        account="here",
        most=most,
        now=NOW,
        answer_by=NOW + MINUTE,
    )


def ordinals(keys: Sequence[MessageKey]) -> list[int]:
    return [key.ordinal for key in keys]


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


async def test_a_message_is_overdue_when_its_time_is_over(ledger: Ledger) -> None:
    late = NOW + MINUTE
    async with ledger.desk.database.transaction() as tx:
        await ledger.take(tx, taking())
        assert await messages.provinces_waiting(tx, PROVINCES, NOW) == []
        assert await messages.take_overdue(tx, TIANJIN, NOW, 10) == []
        assert await messages.provinces_waiting(tx, PROVINCES, late) == [TIANJIN]
        overdue = await messages.take_overdue(tx, TIANJIN, late, 10)
    assert [message.key for message in overdue] == [ledger.li]


async def test_who_is_owed_an_answer_is_found_by_its_number(ledger: Ledger) -> None:
    hashes = [ledger.desk.mobile_hash(each.mobile) for each in (LI, HAN)]
    since = NOW - MINUTE

    async def found(tx: Transaction) -> list[MessageKey]:
        return [m.key for m in await messages.find_unheard_of(tx, hashes, since)]

    async with ledger.desk.database.transaction() as tx:
        assert await found(tx) == [], "nothing has left"
        await ledger.take(tx, taking())
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

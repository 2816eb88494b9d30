"""What a link has in hand has not left, and nobody sends what is in no hand of theirs."""

from dataclasses import replace
from datetime import timedelta

from heyan.casework.desk import PROVINCES
from heyan.rules.ledger import TRANSITIONS, MessageState, Move
from heyan.store import messages
from tests.conftest import MORNING as NOW
from tests.fakes.filings import TIANJIN
from tests.store.ledger import MINUTE, Ledger, taking


async def test_a_message_that_has_left_is_overdue_when_its_time_is_over(ledger: Ledger) -> None:
    late = NOW + MINUTE
    async with ledger.desk.database.transaction() as tx:
        assert await ledger.take(tx, taking()) == [ledger.li]
        assert await ledger.leave(tx) == {ledger.li}
        for moment, expected in ((NOW, []), (late, [ledger.li])):
            waiting = [TIANJIN] if expected else []
            assert await messages.provinces_waiting(tx, PROVINCES, moment, late) == waiting
            overdue = await messages.take_overdue(tx, TIANJIN, moment, late, 10)
            assert [message.key for message in overdue] == expected


async def test_what_is_in_hand_is_overdue_earlier(ledger: Ledger) -> None:
    late, hardly = NOW + MINUTE, NOW + MINUTE - timedelta(microseconds=1)
    async with ledger.desk.database.transaction() as tx:
        await ledger.take(tx, taking())
        assert await messages.provinces_waiting(tx, PROVINCES, NOW, hardly) == []
        assert await messages.take_overdue(tx, TIANJIN, NOW, hardly, 10) == []
        assert await messages.provinces_waiting(tx, PROVINCES, NOW, late) == [TIANJIN]
        (held,) = await messages.take_overdue(tx, TIANJIN, NOW, late, 10)
        assert (held.key, held.state) == (ledger.li, MessageState.TAKEN)
        unknown = replace(held, state=MessageState.UNKNOWN, attempts=1)
        await messages.save(tx, TIANJIN, [unknown])
        assert await messages.take_overdue(tx, TIANJIN, NOW, late, 10) == [], "it may have left"


async def test_what_is_about_to_leave_is_submitted_with_its_moment_and_its_id(
    ledger: Ledger,
) -> None:
    async with ledger.desk.database.transaction() as tx:
        await ledger.take(tx, taking())
        assert (await ledger.held(tx))[ledger.li].submitted_at is None
        assert await ledger.leave(tx, {ledger.li: "7", ledger.han: "8"}) == {ledger.li}
        held = await ledger.held(tx)
        left = held[ledger.li]
        assert (left.state, left.submitted_at, left.carrier_id) == (
            TRANSITIONS[MessageState.TAKEN, Move.LEAVING],
            NOW,
            "7",
        )
        waiting = held[ledger.han]
        assert (waiting.state, waiting.submitted_at) == (MessageState.QUEUED, None)
        await messages.save(tx, TIANJIN, [left])
        assert (await ledger.held(tx))[ledger.li] == left


async def test_nobody_sends_what_has_left_already_or_is_in_another_hand(ledger: Ledger) -> None:
    async with ledger.desk.database.transaction() as tx:
        await ledger.take(tx, taking())
        assert await ledger.leave(tx, account="there") == set()
        assert await ledger.leave(tx) == {ledger.li}
        assert await ledger.leave(tx) == set()
        left = (await ledger.held(tx))[ledger.li]
        await messages.save(tx, TIANJIN, [replace(left, state=MessageState.QUEUED)])
        assert await ledger.leave(tx) == set()


async def test_what_an_older_release_has_taken_may_have_left(ledger: Ledger) -> None:
    by_an_older_release = "update messages set taken_at = $1 where province = $2 and n = 1"
    late = NOW + MINUTE
    async with ledger.desk.database.transaction() as tx:
        await ledger.take(tx, taking())
        await tx.execute(by_an_older_release, NOW + timedelta(seconds=1), TIANJIN)
        held = (await ledger.held(tx))[ledger.li]
        assert (held.state, held.submitted_at) == (MessageState.SUBMITTED, None)
        assert await messages.take_overdue(tx, TIANJIN, NOW, late, 10) == []
        assert await ledger.leave(tx) == set()
        await tx.execute("update messages set held_at = null")
        assert (await ledger.held(tx))[ledger.li].state is MessageState.SUBMITTED


async def test_a_note_is_heap_only_for_it_touches_no_index(ledger: Ledger) -> None:
    """Each index makes an update that changes one of its columns cost as much as a new row."""
    indexed = """
        select string_agg(pg_get_indexdef(indexrelid), ' ') from pg_index
         where indrelid = 'messages'::regclass"""
    async with ledger.desk.database.read() as tx:
        everything = await tx.fetchval(indexed)
    assert "state" in everything
    assert "held_at" not in everything
    assert "submitted_at" not in everything

"""What a link says is about its own taking of a message: of another's it changes nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from heyan.casework.messages.departing import note_departures
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.reporting import record_reports
from heyan.casework.messages.sending import take_messages
from heyan.casework.messages.settling import ANSWER_WITHIN, IN_HAND_FOR, UNKNOWN_WAIT
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Delivery,
    MessageState,
    Outcome,
    Outgoing,
    Refused,
    Throttled,
    Unknown,
)
from heyan.rules.phone import Carrier
from heyan.store.database import Database
from tests.casework.sent import Held, Sent, departing, hear, submit, take
from tests.fakes.clock import Clock
from tests.fakes.filings import LI
from tests.fakes.journeys import ACCOUNT

SECOND = timedelta(seconds=1)
NOS = (Throttled(), Refused("8", permanent=False), Refused("9x", permanent=True))


async def stall(sent: Sent, clock: Clock) -> Outgoing:
    """Take a message, and keep it in hand for so long that it goes back."""
    (message,) = await take(sent)
    clock.turn(IN_HAND_FOR)
    assert await work_overdue_messages(sent.desk) == 1
    return message


async def lose(sent: Sent, clock: Clock) -> Outgoing:
    """Submit a message, hear nothing of it, and have it go back into the queue."""
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    return message


@pytest.mark.parametrize("outcome", [*NOS, Unknown()], ids=repr)
async def test_a_hand_that_stalled_gives_back_nothing_that_was_sent_since(
    sent: Sent, clock: Clock, outcome: Outcome
) -> None:
    stalled = await stall(sent, clock)
    (message,) = await submit(sent)  # another process of the account
    before = await sent.row(message)
    await hear(sent, stalled, outcome)
    assert await sent.row(message) == before
    await hear(sent, message, Unknown())
    await hear(sent, stalled, outcome)
    row = await sent.row(message)
    assert (row.state, row.attempts, row.unheard_of) == (MessageState.UNKNOWN, 1, ACCOUNT)


async def test_a_hand_that_stalled_cannot_note_what_was_taken_anew(
    sent: Sent, clock: Clock
) -> None:
    stalled = await stall(sent, clock)
    (message,) = await take(sent)
    assert await note_departures(sent.desk, ACCOUNT, departing(stalled)) == set()
    assert await note_departures(sent.desk, ACCOUNT, departing(message)) == {message.key}


async def test_what_one_cannot_send_and_another_has_taken_meanwhile_is_not_put_back(
    sent: Sent, clock: Clock
) -> None:
    others: list[Outgoing] = []
    lose_key = "update challenges set code_key = $1"
    async with sent.desk.database.transaction() as tx:
        await tx.execute(lose_key, "codes-9")

    async def another_takes_it() -> None:
        clock.turn(IN_HAND_FOR)
        assert await work_overdue_messages(sent.desk) == 1
        async with sent.desk.database.transaction() as tx:
            await tx.execute(lose_key, sent.desk.keys.codes.current)
        others.extend(await take(sent))

    slow = cast("Database", Held(sent.desk.database, another_takes_it))
    assert await take_messages(replace(sent.desk, database=slow), ACCOUNT, Carrier.MOBILE, 1) == []
    (message,) = others
    assert (await sent.row(message)).state is MessageState.TAKEN
    assert await note_departures(sent.desk, ACCOUNT, departing(message)) == {message.key}


@pytest.mark.rule("R13", "R22")
@pytest.mark.parametrize("late", NOS, ids=repr)
async def test_a_late_no_about_the_first_copy_says_nothing_of_the_second(
    sent: Sent, clock: Clock, late: Outcome
) -> None:
    first = await lose(sent, clock)
    (second,) = await submit(sent)
    await hear(sent, first, late)
    clock.turn(SECOND)
    assert await submit(sent) == [], "twice is the most that it leaves"
    await hear(sent, second, Accepted("00ab"))
    delivered = CarrierReport("00ab", LI.mobile, "DELIVRD", Delivery.DELIVERED)
    await record_reports(sent.desk, ACCOUNT, [delivered])
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_what_is_recorded_twice_counts_once(sent: Sent, clock: Clock) -> None:
    (first,) = await submit(sent)
    await hear(sent, first, Throttled())  # committed, and the word of it is lost
    clock.turn(SECOND)
    (again,) = await submit(sent)
    await hear(sent, first, Throttled())
    assert (await sent.row(again)).state is MessageState.SUBMITTED


async def test_who_hears_late_that_no_answer_came_takes_no_turn_from_the_second_copy(
    sent: Sent, clock: Clock
) -> None:
    (first,) = await submit(sent)  # its process cannot reach the database
    for wait in (ANSWER_WITHIN, UNKNOWN_WAIT):
        clock.turn(wait)
        await work_overdue_messages(sent.desk)
    (second,) = await submit(sent)
    await hear(sent, first, Unknown())
    await hear(sent, second, Throttled())
    clock.turn(SECOND)
    row = await sent.row(second)
    assert (row.state, row.attempts) == (MessageState.QUEUED, 1)
    assert await submit(sent) == [first]


async def test_an_acceptance_is_one_whichever_copy_it_is_about(sent: Sent, clock: Clock) -> None:
    first = await lose(sent, clock)
    (second,) = await submit(sent)
    await hear(sent, first, Accepted("late"))
    await hear(sent, second, Refused("9x", permanent=True))
    row = await sent.row(second)
    assert (row.state, row.carrier_id) == (MessageState.ACCEPTED, "late")

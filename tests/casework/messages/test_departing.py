"""What is about to leave is written down before; in SGIP with the id by which it is reported."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from heyan.casework.messages.departing import note_departures
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.reporting import record_reports
from heyan.casework.messages.settling import IN_HAND_FOR
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, MessageState, Throttled, Unknown
from heyan.store.database import Database, StoreUnavailable
from tests.casework.sent import Leaving, Sent, departing, hear, one_number, submit, take
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, TIANJIN
from tests.fakes.journeys import ACCOUNT, accept

ID = "b36924b92fc02c8000000002"
REPORT = CarrierReport(ID, LI.mobile, "0", Delivery.DELIVERED)
GANSU = 620000


async def test_what_is_about_to_leave_is_submitted_from_then_on(sent: Sent, clock: Clock) -> None:
    (message,) = await take(sent)
    assert (await sent.row(message)).state is MessageState.TAKEN
    clock.turn(timedelta(seconds=2))
    assert await note_departures(sent.desk, ACCOUNT, departing(message)) == {message.key}
    row = await sent.row(message)
    assert (row.state, row.submitted_at) == (MessageState.SUBMITTED, clock.now)
    (seen,) = (await sent.look()).challenges[0].messages
    assert (seen.state, seen.submitted_at) == ("submitted", clock.now)
    await accept(sent.desk, [message])
    (seen,) = (await sent.look()).challenges[0].messages
    assert (seen.state, seen.submitted_at) == ("accepted", clock.now)


async def test_one_note_is_about_messages_of_several_provinces(sent: Sent) -> None:
    await sent.journey.submit(one_number("TWO", province=GANSU))
    taken = await submit(sent)
    assert {message.key.province for message in taken} == {TIANJIN, GANSU}
    for message in taken:
        assert (await sent.row(message)).state is MessageState.SUBMITTED


async def test_of_what_is_noted_together_only_what_is_still_in_hand_may_leave(
    sent: Sent, clock: Clock
) -> None:
    (back,) = await take(sent)
    clock.turn(IN_HAND_FOR)
    await work_overdue_messages(sent.desk)
    assert await submit(sent, account="another") == [back]
    await sent.journey.submit(one_number("TWO"))
    (held,) = await take(sent)
    going = departing(back, held)
    assert await note_departures(sent.desk, ACCOUNT, going) == {held.key}
    assert (await sent.row(back)).account == "another"


async def test_a_note_that_cannot_be_written_leaves_the_message_in_hand(sent: Sent) -> None:
    (message,) = await take(sent)
    gone = replace(sent.desk, database=cast("Database", Leaving(sent.desk.database, allowed=0)))
    with pytest.raises(StoreUnavailable):
        await note_departures(gone, ACCOUNT, departing(message))
    assert (await sent.row(message)).state is MessageState.TAKEN
    await hear(sent, message, Throttled())  # what its link says then
    row = await sent.row(message)
    assert (row.state, row.attempts) == (MessageState.QUEUED, 0)


@pytest.mark.rule("R22")
@pytest.mark.parametrize("unknown", [False, True])
async def test_a_report_without_any_answer_is_acceptance_and_delivery(
    sent: Sent, *, unknown: bool
) -> None:
    (message,) = await submit(sent, ids=[ID])
    if unknown:
        await hear(sent, message, Unknown())
    await record_reports(sent.desk, ACCOUNT, [REPORT, REPORT])
    happened = await sent.history()
    assert happened == ["message.sent", "message.delivered"]
    await hear(sent, message, Accepted(ID))  # late after all
    assert await sent.history() == happened


async def test_an_answer_in_time_changes_nothing_about_it(sent: Sent) -> None:
    (message,) = await submit(sent, ids=[ID])
    await hear(sent, message, Accepted(ID))
    await record_reports(sent.desk, ACCOUNT, [REPORT])
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_only_who_took_a_message_writes_its_id(sent: Sent) -> None:
    (message,) = await take(sent)
    assert await note_departures(sent.desk, "another", departing(message, known_as=ID)) == set()
    await record_reports(sent.desk, ACCOUNT, [REPORT])
    assert await sent.history() == []

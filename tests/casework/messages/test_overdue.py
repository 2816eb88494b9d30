"""An answer that never came: a report may speak for the message, else it goes out once more."""

from datetime import timedelta

import pytest

from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.sending import record_results, take_messages
from heyan.casework.messages.settling import ANSWER_WITHIN, UNKNOWN_WAIT
from heyan.rules.ledger import Accepted, Refused, Result, Unknown
from heyan.rules.phone import Carrier
from heyan.store.messages import MessageState
from tests.casework.sent import Sent, hear, take
from tests.fakes.clock import Clock
from tests.fakes.journeys import ACCOUNT, accept, report


@pytest.mark.rule("R13")
async def test_a_message_without_answer_goes_out_once_more_with_the_same_code(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await take(sent)
    await hear(sent, message, Unknown())
    assert await work_overdue_messages(sent.desk) == 0
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await take(sent) == [message]
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await take(sent) == []
    assert await work_overdue_messages(sent.desk) == 0
    await accept(sent.desk, [message])
    assert await sent.history() == ["message.sent"], "an acceptance counts whenever it comes"


async def test_who_accepts_late_is_whose_reports_are_heard(sent: Sent, clock: Clock) -> None:
    (message,) = await take(sent)
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await take_messages(sent.desk, "other", Carrier.MOBILE, 10) == [message]
    await hear(sent, message, Refused("8", permanent=True))
    assert await sent.history() == [], "the message is another account's now"
    await accept(sent.desk, [message])
    await report(sent.desk, [message])
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_what_a_link_died_with_is_sent_again_when_its_answer_is_overdue(
    sent: Sent, clock: Clock
) -> None:
    taken = await take(sent)
    clock.turn(ANSWER_WITHIN - timedelta(seconds=1))
    assert await work_overdue_messages(sent.desk) == 0
    clock.turn(timedelta(seconds=1))
    assert await work_overdue_messages(sent.desk) == 1
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await take(sent) == taken


@pytest.mark.rule("R13", "R22")
async def test_a_report_that_came_while_the_answer_was_awaited_speaks_for_the_message(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await take(sent)
    await report(sent.desk, [message])
    assert await sent.history() == [], "its answer may be on its way"
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    assert await work_overdue_messages(sent.desk) == 1
    assert await sent.history() == ["message.sent", "message.delivered"]
    assert await take(sent) == []
    assert await work_overdue_messages(sent.desk) == 0


async def test_a_report_speaks_for_a_message_whose_link_has_died(sent: Sent, clock: Clock) -> None:
    taken = await take(sent)
    await report(sent.desk, taken, "UNDELIV")
    clock.turn(ANSWER_WITHIN)
    assert await work_overdue_messages(sent.desk) == 1
    assert await sent.history() == ["message.sent", "message.undelivered"]
    await accept(sent.desk, taken)  # the answer, after all
    assert await sent.history() == ["message.sent", "message.undelivered"]


async def test_the_ledger_says_how_often_it_left_and_who_never_answered(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await take(sent)
    first = await sent.row(message)
    assert (first.attempts, first.unheard_of, first.taken_at) == (0, None, clock.now)
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await take_messages(sent.desk, "other", Carrier.MOBILE, 10) == [message]
    again = await sent.row(message)
    assert (again.attempts, again.unheard_of, again.account) == (1, ACCOUNT, "other")
    assert again.taken_at == clock.now
    await record_results(sent.desk, "other", [Result(message.key, Accepted("7"))])
    accepted = await sent.row(message)
    assert (accepted.state, accepted.attempts, accepted.unheard_of) == (
        MessageState.ACCEPTED,
        1,
        ACCOUNT,
    )

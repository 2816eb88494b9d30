"""Reports come first, twice, late, elsewhere, under ids that no answer gave; each finds its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.casework.intake import submit_filing
from heyan.casework.overdue import work_overdue_messages
from heyan.casework.reporting import record_reports
from heyan.casework.sending import record_results, take_messages
from heyan.casework.settling import UNKNOWN_WAIT
from heyan.rules.calendar import in_beijing
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, Outgoing, Result, Unknown
from heyan.rules.phone import Carrier
from heyan.rules.writing import plain
from tests.casework.sent import Sent, hear, one_number, take
from tests.fakes.clock import Clock
from tests.fakes.journeys import ACCOUNT, accept, carrier_id, report, types

ODD = "0a0b0c0d0e0f0001"  # an id that no answer gave


def delivered(message: Outgoing, clock: Clock, known_as: str = ODD) -> CarrierReport:
    """What a carrier reports of a message that it took just now."""
    minute = f"{in_beijing(clock.now):%y%m%d%H%M}"
    return CarrierReport(known_as, message.mobile, "DELIVRD", Delivery.DELIVERED, minute)


async def test_a_report_that_comes_before_the_acceptance_is_kept_for_it(sent: Sent) -> None:
    taken = await take(sent)
    await report(sent.desk, taken)
    assert await sent.history() == []
    await accept(sent.desk, taken)
    assert await sent.history() == ["message.sent", "message.delivered"]


@pytest.mark.parametrize(
    ("stat", "told"), [("DELIVRD", "message.delivered"), ("UNDELIV", "message.undelivered")]
)
async def test_a_report_that_comes_again_and_again_is_told_once(
    sent: Sent, stat: str, told: str
) -> None:
    taken = await take(sent)
    await accept(sent.desk, taken)
    for _ in range(3):
        await report(sent.desk, [*taken, *taken], stat)
    assert await sent.history() == ["message.sent", told]


async def test_a_report_of_another_account_or_on_the_way_tells_nothing(sent: Sent) -> None:
    taken = await take(sent)
    await accept(sent.desk, taken)
    same_id, mobile = carrier_id(taken[0]), taken[0].mobile
    delivered = CarrierReport(same_id, mobile, "DELIVRD", Delivery.DELIVERED)
    await record_reports(sent.desk, "another", [delivered])
    on_its_way = CarrierReport(same_id, mobile, "ENROUTE", Delivery.INTERMEDIATE)
    await record_reports(sent.desk, ACCOUNT, [on_its_way])
    assert await sent.history() == ["message.sent"]


@pytest.mark.rule("R22")
async def test_a_report_settles_the_one_message_of_its_number_that_has_no_answer(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await take(sent)
    await hear(sent, message, Unknown())
    await record_reports(sent.desk, ACCOUNT, [delivered(message, clock)])
    assert await sent.history() == ["message.sent", "message.delivered"]
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await take(sent) == [], "it is not sent again"


async def test_it_is_settled_in_another_process_and_while_it_goes_out_again(
    sent: Sent, clock: Clock, other_desk: Desk
) -> None:
    (message,) = await take(sent)
    await hear(sent, message, Unknown())
    told = delivered(message, clock)
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await take_messages(sent.desk, "other", Carrier.MOBILE, 10) == [message]
    await record_reports(other_desk, ACCOUNT, [told, told])
    assert await sent.history() == ["message.sent", "message.delivered"]
    await record_results(sent.desk, "other", [Result(message.key, Accepted("second"))])
    await record_reports(other_desk, "other", [delivered(message, clock, "second")])
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_a_report_of_another_account_number_or_day_settles_nothing(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await take(sent)
    await hear(sent, message, Unknown())
    told = delivered(message, clock)
    yesterday = replace(told, submitted="1809021200")
    stranger = replace(told, mobile="13900000000")
    nobody = replace(told, mobile="")
    await record_reports(sent.desk, "another", [told])
    await record_reports(sent.desk, ACCOUNT, [yesterday])
    await record_reports(sent.desk, ACCOUNT, [replace(stranger, carrier_id="02")])
    await record_reports(sent.desk, ACCOUNT, [replace(nobody, carrier_id="03")])
    assert await sent.history() == []
    await record_reports(sent.desk, ACCOUNT, [replace(told, carrier_id="04", submitted="")])
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_of_two_messages_that_it_may_be_about_a_report_waits_for_the_answer_of_one(
    sent: Sent, clock: Clock
) -> None:
    (first,) = await take(sent)
    await hear(sent, first, Unknown())
    told = delivered(first, clock)
    second_filing = await sent.journey.submit(one_number("TWO"))
    (second,) = await take(sent)
    await record_reports(sent.desk, ACCOUNT, [told])
    assert await sent.history() == []
    await accept(sent.desk, [second])
    assert types(await sent.journey.look(second_filing))[2:] == ["message.sent"]
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_a_report_that_was_there_before_the_message_is_not_about_it(
    sent: Sent, clock: Clock
) -> None:
    (first,) = await take(sent)
    await accept(sent.desk, [first])
    await record_reports(sent.desk, ACCOUNT, [delivered(first, clock)])  # as of another system
    clock.turn(timedelta(minutes=1))
    view = await submit_filing(sent.desk, sent.journey.provider, plain(one_number("TWO")))
    (second,) = await take(sent)
    await hear(sent, second, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert types(await sent.journey.look(view.filing))[2:] == []
    assert await take(sent) == [second]


async def test_the_report_of_a_second_copy_does_not_settle_what_comes_after_it(
    sent: Sent, clock: Clock
) -> None:
    """The carrier took both attempts; the first one's report comes when a new message waits."""
    (message,) = await take(sent)
    await hear(sent, message, Unknown())
    told = delivered(message, clock)
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    await accept(sent.desk, await take(sent))
    later = await sent.journey.submit(one_number("TWO"))
    (next_one,) = await take(sent)
    await hear(sent, next_one, Unknown())
    await record_reports(sent.desk, ACCOUNT, [told])
    assert await sent.history() == ["message.sent"]
    assert types(await sent.journey.look(later))[2:] == []

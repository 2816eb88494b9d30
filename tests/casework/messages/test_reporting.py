"""Reports come first, twice, late, elsewhere, under ids that no answer gave; each finds its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing
from heyan.casework.messages import reporting
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.reporting import REPORTS_KEPT, record_heard, record_reports
from heyan.casework.messages.sending import record_results
from heyan.casework.messages.settling import UNKNOWN_WAIT
from heyan.rules.calendar import in_beijing
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Delivery,
    MessageState,
    Outgoing,
    Result,
    Unknown,
)
from heyan.rules.phone import Mobile
from heyan.rules.writing import plain
from heyan.store import early
from tests.casework.sent import Sent, hear, one_number, submit
from tests.fakes.clock import Clock
from tests.fakes.journeys import ACCOUNT, accept, carrier_id, report, types

ODD = "0a0b0c0d0e0f0001"  # an id that no answer gave


def delivered(message: Outgoing, clock: Clock, known_as: str = ODD) -> CarrierReport:
    """What a carrier reports of a message that it took just now."""
    minute = f"{in_beijing(clock.now):%y%m%d%H%M}"
    return CarrierReport(known_as, message.mobile, "DELIVRD", Delivery.DELIVERED, minute)


async def test_a_report_that_comes_before_the_acceptance_is_kept_for_it(sent: Sent) -> None:
    taken = await submit(sent)
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
    taken = await submit(sent)
    await accept(sent.desk, taken)
    for _ in range(3):
        await report(sent.desk, [*taken, *taken], stat)
    assert await sent.history() == ["message.sent", told]


async def test_a_report_of_another_account_or_on_the_way_tells_nothing(sent: Sent) -> None:
    taken = await submit(sent)
    await accept(sent.desk, taken)
    same_id, mobile = carrier_id(taken[0]), taken[0].mobile
    delivered = CarrierReport(same_id, mobile, "DELIVRD", Delivery.DELIVERED)
    await record_reports(sent.desk, "another", [delivered])
    on_its_way = CarrierReport(same_id, mobile, "ENROUTE", Delivery.INTERMEDIATE)
    await record_reports(sent.desk, ACCOUNT, [on_its_way])
    assert await sent.history() == ["message.sent"]


async def hear_together(sent: Sent, message: Outgoing, *reports: CarrierReport) -> None:
    accepted = Result(message.key, Accepted(carrier_id(message)))
    await record_heard(sent.desk, ACCOUNT, [accepted], reports)


async def test_a_report_beside_the_answer_that_names_its_message_is_taken_in_with_it(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    told = delivered(message, clock, carrier_id(message))
    again = replace(told, stat="EXPIRED", outcome=Delivery.EXPIRED)
    on_its_way = replace(told, stat="ENROUTE", outcome=Delivery.INTERMEDIATE)
    await hear_together(sent, message, on_its_way, told, again)
    assert await sent.history() == ["message.sent", "message.delivered"]
    assert (await sent.row(message)).stat == "DELIVRD"


async def test_a_report_beside_it_on_another_number_is_kept_for_its_own_message(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    stranger = replace(delivered(message, clock, carrier_id(message)), mobile="13900000000")
    await hear_together(sent, message, stranger)
    assert await sent.history() == ["message.sent"]
    async with sent.desk.database.read() as tx:
        (kept,) = await early.find_for(tx, [sent.desk.mobile_hash(Mobile("13900000000"))])
    assert kept.carrier_id == carrier_id(message)


async def test_answers_and_reports_on_others_that_came_together_are_all_recorded(
    sent: Sent, clock: Clock
) -> None:
    (first,) = await submit(sent)
    await hear(sent, first, Accepted(carrier_id(first)))
    other = await sent.journey.submit(one_number("TWO"))
    (second,) = await submit(sent)
    await hear_together(sent, second, delivered(first, clock, carrier_id(first)))
    assert await sent.history() == ["message.sent", "message.delivered"]
    assert types(await sent.journey.look(other))[2:] == ["message.sent"]


@pytest.mark.rule("R22")
async def test_a_report_settles_the_one_message_of_its_number_that_has_no_answer(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    await record_reports(sent.desk, ACCOUNT, [delivered(message, clock)])
    assert await sent.history() == ["message.sent", "message.delivered"]
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await submit(sent) == [], "it is not sent again"


async def test_it_is_settled_in_another_process_and_while_it_goes_out_again(
    sent: Sent, clock: Clock, other_desk: Desk
) -> None:
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    told = delivered(message, clock)
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert await submit(sent, account="other") == [message]
    await record_reports(other_desk, ACCOUNT, [told, told])
    assert await sent.history() == ["message.sent", "message.delivered"]
    await record_results(sent.desk, "other", [Result(message.key, Accepted("second"))])
    await record_reports(other_desk, "other", [delivered(message, clock, "second")])
    assert await sent.history() == ["message.sent", "message.delivered"]


async def test_a_report_of_another_account_number_or_day_settles_nothing(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
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
    (first,) = await submit(sent)
    await hear(sent, first, Unknown())
    told = delivered(first, clock)
    second_filing = await sent.journey.submit(one_number("TWO"))
    (second,) = await submit(sent)
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
    (first,) = await submit(sent)
    await accept(sent.desk, [first])
    await record_reports(sent.desk, ACCOUNT, [delivered(first, clock)])  # as of another system
    clock.turn(timedelta(minutes=1))
    view = await submit_filing(sent.desk, sent.journey.provider, plain(one_number("TWO")))
    (second,) = await submit(sent)
    await hear(sent, second, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    assert types(await sent.journey.look(view.filing))[2:] == []
    assert await submit(sent) == [second]


async def test_the_report_of_a_second_copy_does_not_settle_what_comes_after_it(
    sent: Sent, clock: Clock
) -> None:
    """The carrier took both attempts; the first one's report comes when a new message waits."""
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    told = delivered(message, clock)
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    await accept(sent.desk, await submit(sent))
    later = await sent.journey.submit(one_number("TWO"))
    (next_one,) = await submit(sent)
    await hear(sent, next_one, Unknown())
    await record_reports(sent.desk, ACCOUNT, [told])
    assert await sent.history() == ["message.sent"]
    assert types(await sent.journey.look(later))[2:] == []


async def test_an_id_that_is_used_again_names_the_later_message(sent: Sent, clock: Clock) -> None:
    (old,) = await submit(sent)
    await hear(sent, old, Accepted("17"))
    await record_reports(sent.desk, ACCOUNT, [delivered(old, clock, "17")])
    clock.turn(REPORTS_KEPT)
    again = await sent.journey.submit(one_number("TWO"))
    (new,) = await submit(sent)
    await record_reports(sent.desk, ACCOUNT, [replace(delivered(new, clock, "17"), submitted="")])
    await hear(sent, new, Accepted("17"))
    assert types(await sent.journey.look(again))[2:] == ["message.sent", "message.delivered"]


async def test_an_id_used_again_within_the_day_is_told_apart_by_moment_or_number(
    sent: Sent, clock: Clock
) -> None:
    (old,) = await submit(sent)
    await hear(sent, old, Accepted("17"))
    first_report = delivered(old, clock, "17")
    await record_reports(sent.desk, ACCOUNT, [first_report])
    clock.turn(timedelta(hours=1))
    again = await sent.journey.submit(one_number("TWO"))
    (new,) = await submit(sent)
    await record_reports(sent.desk, ACCOUNT, [first_report, delivered(new, clock, "17")])
    await hear(sent, new, Accepted("17"))
    assert types(await sent.journey.look(again))[2:] == ["message.sent", "message.delivered"]
    assert (await sent.row(old)).state is MessageState.DELIVERED


async def test_a_report_on_another_number_is_not_about_the_message_of_its_id(
    sent: Sent, clock: Clock
) -> None:
    (message,) = await submit(sent)
    stranger = replace(delivered(message, clock, "17"), mobile="13900000000")
    failed = replace(delivered(message, clock, "17"), stat="UNDELIV", outcome=Delivery.UNDELIVERED)
    await record_reports(sent.desk, ACCOUNT, [stranger])
    await hear(sent, message, Accepted("17"))
    await record_reports(sent.desk, ACCOUNT, [stranger])
    assert await sent.history() == ["message.sent"]
    await record_reports(sent.desk, ACCOUNT, [stranger, failed])
    assert await sent.history() == ["message.sent", "message.undelivered"]


@pytest.mark.parametrize("together", [True, False])
async def test_of_two_early_reports_the_first_stands(
    sent: Sent, clock: Clock, *, together: bool
) -> None:
    """Whichever comes first: their order in the table says nothing."""
    good = await sent.journey.submit(one_number("TWO"))
    one, two = sorted(await submit(sent), key=lambda message: message.key.case)
    for message, known_as, states in ((one, "a", "FD"), (two, "b", "DF")):
        said = [early_report(message, known_as, well=state == "D") for state in states]
        for batch in [said] if together else [[each] for each in said]:
            await record_reports(sent.desk, ACCOUNT, batch)
            clock.turn(timedelta(seconds=1))
        await hear(sent, message, Accepted(known_as))
    assert await sent.history() == ["message.sent", "message.undelivered"]
    assert types(await sent.journey.look(good))[2:] == ["message.sent", "message.delivered"]


async def test_early_reports_are_bounded_between_two_tidyings(
    sent: Sent, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "MOST_EARLY_REPORTS", 3)
    (message,) = await submit(sent)
    stranger = replace(message, mobile=Mobile("13900000000"))
    for n in range(5):
        await record_reports(sent.desk, ACCOUNT, [delivered(stranger, clock, f"strange {n}")])
        clock.turn(timedelta(seconds=1))
        async with sent.desk.database.transaction() as tx:
            assert await tx.fetchval("select count(*) from early_reports") == min(n + 1, 3)
    await record_reports(sent.desk, ACCOUNT, [delivered(message, clock)])
    await hear(sent, message, Accepted(ODD))
    assert await sent.history() == ["message.sent", "message.delivered"], "the youngest are kept"


def early_report(message: Outgoing, known_as: str, *, well: bool) -> CarrierReport:
    outcome = Delivery.DELIVERED if well else Delivery.UNDELIVERED
    return CarrierReport(known_as, message.mobile, outcome.upper(), outcome)

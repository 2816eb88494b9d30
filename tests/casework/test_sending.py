"""A link takes messages and brings back what became of them, in any order and more than once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.casework.sending import (
    record_reports,
    record_results,
    take_messages,
    work_overdue_messages,
)
from heyan.casework.settling import ANSWER_WITHIN, UNKNOWN_WAIT
from heyan.casework.timing import work_due_cases
from heyan.casework.views import FilingView
from heyan.rules.documents import tail
from heyan.rules.filing import Filing
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Delivery,
    Outcome,
    Outgoing,
    Refused,
    Result,
    Throttled,
    Unknown,
)
from heyan.rules.phone import Carrier
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, ZHAO, new_filing
from tests.fakes.journeys import ACCOUNT, Journey, accept, begin, carrier_id, code_in, report, types

GANSU = 620000


@dataclass
class Sent:
    """A filing of one number, which 移动 serves, and its provider's journey."""

    journey: Journey
    filing: FilingView

    @property
    def desk(self) -> Desk:
        return self.journey.desk

    async def look(self) -> FilingView:
        return await self.journey.look(self.filing)

    async def history(self) -> list[str]:
        """What happened after the message was ordered."""
        return types(await self.look())[2:]


@pytest.fixture
async def sent(desk: Desk) -> Sent:
    journey = await begin(desk)
    return Sent(journey, await journey.submit(one_number()))


def one_number(reference: str = "ONE", province: int = TIANJIN) -> Filing:
    return new_filing(replace(SITE, principal=LI), reference=reference, province=province)


async def take(sent: Sent, room: int = 10) -> Sequence[Outgoing]:
    return await take_messages(sent.desk, ACCOUNT, Carrier.MOBILE, room)


async def hear(sent: Sent, message: Outgoing, outcome: Outcome) -> None:
    await record_results(sent.desk, ACCOUNT, [Result(message.key, outcome)])


@pytest.mark.rule("R10")
async def test_a_link_takes_what_it_has_room_for_the_oldest_first(sent: Sent, clock: Clock) -> None:
    clock.turn(timedelta(seconds=1))
    await sent.journey.submit(one_number("TWO"))
    clock.turn(timedelta(seconds=1))
    await sent.journey.submit(one_number("THREE", province=GANSU))
    taken = [await take(sent, 2), await take(sent, 2), await take(sent, 2)]
    assert [[message.key.province for message in each] for each in taken] == [
        [TIANJIN, TIANJIN],
        [GANSU],
        [],
    ]
    assert taken[0][0].key.case < taken[0][1].key.case


@pytest.mark.rule("R5", "R15", "R16")
async def test_a_message_has_its_number_code_span_host_and_name_in_one_part(
    sent: Sent,
) -> None:
    (message,) = await take(sent)
    assert message.mobile == LI.mobiles[0]
    assert message.text.startswith("【工信部备案】验证码")
    assert "，48小时内到tjcainfo.localhost核验海河新闻的备案，" in message.text
    assert len(message.text) <= 70
    assert message.text not in repr(message)


@pytest.mark.rule("R10", "R11")
async def test_noons_resends_of_all_provinces_go_after_every_first_message(
    sent: Sent, clock: Clock
) -> None:
    await accept(sent.desk, await take(sent))
    clock.turn(timedelta(hours=27))
    assert await work_due_cases(sent.desk) == 1
    await sent.journey.submit(one_number("TWO", province=GANSU))
    assert [message.key.ordinal for message in await take(sent, 1)] == [1]
    assert [message.key.ordinal for message in await take(sent, 1)] == [2]


@pytest.mark.rule("R22")
async def test_time_runs_from_the_first_acceptance(sent: Sent, clock: Clock) -> None:
    clock.turn(timedelta(hours=3))
    await accept(sent.desk, await take(sent))
    seen = await sent.look()
    assert str(seen.deadline) == "2018-09-05 12:00:00+08:00"
    assert await sent.history() == ["message.sent"]


async def test_what_the_carrier_will_not_have_is_told_with_its_own_word(sent: Sent) -> None:
    (message,) = await take(sent)
    await hear(sent, message, Refused("13", permanent=True))
    await hear(sent, message, Refused("13", permanent=True))
    assert await sent.history() == ["message.undelivered"]
    seen = await sent.look()
    assert seen.challenges[0].messages[0].stat == "13"
    assert seen.state == "verifying", "the person can ask again"


async def test_a_full_carrier_gets_the_message_a_moment_later(sent: Sent, clock: Clock) -> None:
    (message,) = await take(sent)
    await hear(sent, message, Throttled())
    assert await take(sent) == []
    clock.turn(timedelta(seconds=1))
    assert await take(sent) == [message]
    assert await sent.history() == []


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


@pytest.mark.rule("R24")
async def test_what_goes_back_into_the_queue_does_not_leave_once_it_is_not_needed(
    sent: Sent, clock: Clock
) -> None:
    taken = await take(sent)
    await accept(sent.desk, taken)
    clock.turn(timedelta(hours=27))
    await work_due_cases(sent.desk)
    (again,) = await take(sent)
    answered = await sent.journey.answer(
        TIANJIN, LI.mobile, tail(LI.document.number), code_in(again.text)
    )
    assert answered.verdict == "all_met"
    await hear(sent, again, Throttled())
    clock.turn(timedelta(minutes=1))
    assert await take(sent) == []
    seen = await sent.look()
    assert [message.state for message in seen.challenges[0].messages] == ["accepted", "void"]


async def test_a_result_for_a_message_that_never_was_harms_nothing(sent: Sent) -> None:
    (message,) = await take(sent)
    stranger = replace(message, key=replace(message.key, case=999_999))
    await record_results(
        sent.desk,
        ACCOUNT,
        [Result(each.key, Accepted(carrier_id(each))) for each in (stranger, message)],
    )
    assert await sent.history() == ["message.sent"]


async def test_each_carrier_takes_its_own_subscribers(sent: Sent) -> None:
    zhaos = replace(SITE, principal=ZHAO, domains=("zhao.example",))
    await sent.journey.submit(new_filing(zhaos, SITE, reference="TWO"))
    taken = {
        carrier: {message.mobile for message in await take_messages(sent.desk, "a", carrier, 9)}
        for carrier in Carrier
    }
    assert taken == {
        Carrier.MOBILE: {LI.mobile},
        Carrier.UNICOM: set(),
        Carrier.TELECOM: {ZHAO.mobile},
        Carrier.VIRTUAL: {HAN.mobile},
    }

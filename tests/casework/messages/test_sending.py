"""A link takes messages and brings back what became of them, in any order and more than once."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from heyan.casework.desk import SICK_LEAVE
from heyan.casework.messages.overdue import work_overdue_messages
from heyan.casework.messages.reporting import record_reports
from heyan.casework.messages.sending import record_results, take_messages
from heyan.casework.messages.settling import IN_HAND_FOR, UNKNOWN_WAIT
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Delivery,
    MessageState,
    Refused,
    Result,
    Throttled,
    Unknown,
)
from heyan.rules.phone import Carrier
from heyan.store import messages
from heyan.store.database import Database, StoreUnavailable
from tests.casework.sent import Leaving, Sent, hear, one_number, submit, take
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, ZHAO, new_filing
from tests.fakes.journeys import ACCOUNT, accept, carrier_id, case_id, code_in

GANSU = 620000


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


@pytest.mark.rule("R15")
async def test_a_carrier_that_signs_messages_itself_gets_them_unsigned(
    sent: Sent, clock: Clock
) -> None:
    desk = replace(sent.desk, signed_by_carrier=frozenset({"signs"}))
    (signed,) = await take_messages(desk, ACCOUNT, Carrier.MOBILE, 1)
    await record_results(desk, ACCOUNT, [Result(signed.key, Throttled())])
    clock.turn(timedelta(seconds=1))
    (unsigned,) = await take_messages(desk, "signs", Carrier.MOBILE, 1)
    assert signed.text == "【工信部备案】" + unsigned.text


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


async def test_a_queue_whose_code_key_is_missing_holds_up_neither_itself_nor_the_others(
    sent: Sent, clock: Clock
) -> None:
    clock.turn(timedelta(seconds=1))
    sick = case_id(await sent.journey.submit(one_number("TWO", province=GANSU))).number
    clock.turn(timedelta(seconds=1))
    await sent.journey.submit(one_number("THREE", province=GANSU))
    lose_key = "update challenges set code_key = 'codes-9' where province = $1 and number = $2"
    async with sent.desk.database.transaction() as tx:
        await tx.execute(lose_key, GANSU, sick)
    taken = await take(sent)
    assert [message.key.province for message in taken] == [TIANJIN, GANSU]
    async with sent.desk.database.transaction() as tx:
        await tx.execute("update challenges set code_key = $1", sent.desk.keys.codes.current)
    assert await take(sent) == [], "it rests, with no attempt on its account"
    clock.turn(SICK_LEAVE)
    (rested,) = await take(sent)
    assert (await sent.row(rested)).attempts == 0


async def test_a_queue_that_fails_takes_nothing_away_from_what_the_others_gave(
    sent: Sent, clock: Clock
) -> None:
    clock.turn(timedelta(seconds=1))
    await sent.journey.submit(one_number("TWO", province=GANSU))
    failing = "alter table messages add constraint sick check (not (province = %d and %s))"
    async with sent.desk.database.transaction() as tx:
        await tx.execute(failing % (GANSU, "state = 'taken'"))
    (first,) = await take(sent)
    assert first.key.province == TIANJIN
    assert await take(sent) == []
    async with sent.desk.database.transaction() as tx:
        await tx.execute("alter table messages drop constraint sick")
    (second,) = await take(sent)
    assert second.key.province == GANSU
    assert (await sent.row(second)).attempts == 0


async def test_a_database_that_goes_away_between_two_queues_loses_nothing_of_the_first(
    sent: Sent, clock: Clock
) -> None:
    clock.turn(timedelta(seconds=1))
    await sent.journey.submit(one_number("TWO", province=GANSU))
    database = sent.desk.database
    leaving = Leaving(database, allowed=1)
    (first,) = await take_messages(
        replace(sent.desk, database=cast("Database", leaving)), ACCOUNT, Carrier.MOBILE, 10
    )
    assert first.key.province == TIANJIN
    leaving.allowed = 0
    with pytest.raises(StoreUnavailable):
        await take_messages(
            replace(sent.desk, database=cast("Database", leaving)), ACCOUNT, Carrier.MOBILE, 10
        )
    (second,) = await take(sent)
    assert second.key.province == GANSU


async def test_what_need_not_go_and_cannot_be_put_back_keeps_nothing_from_going(
    sent: Sent, clock: Clock
) -> None:
    clock.turn(timedelta(seconds=1))
    sick = case_id(await sent.journey.submit(one_number("TWO"))).number
    async with sent.desk.database.transaction() as tx:
        await tx.execute("update challenges set code_key = 'codes-9' where number = $1", sick)
    leaving = Leaving(sent.desk.database, allowed=1)
    (first,) = await take_messages(
        replace(sent.desk, database=cast("Database", leaving)), ACCOUNT, Carrier.MOBILE, 10
    )
    assert first.key.case != sick
    async with sent.desk.database.transaction() as tx:
        await tx.execute("update challenges set code_key = $1", sent.desk.keys.codes.current)
    assert await take(sent) == [], "it waits like what was in the hand of a link that died"
    clock.turn(IN_HAND_FOR)
    await work_overdue_messages(sent.desk)
    assert sick in {message.key.case for message in await take(sent)}


@pytest.mark.parametrize("taken_again", [True, False])
@pytest.mark.rule("R12")
async def test_what_may_have_left_is_not_void_and_a_late_answer_still_settles_it(
    sent: Sent, clock: Clock, *, taken_again: bool
) -> None:
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    clock.turn(UNKNOWN_WAIT)
    await work_overdue_messages(sent.desk)
    if taken_again:
        await take_messages(sent.desk, "second", Carrier.MOBILE, 1)
    answered = await sent.journey.answer(
        TIANJIN, LI.mobile, tail(LI.document.number), code_in(message.text)
    )
    assert answered.verdict == "all_met"
    if taken_again:
        await record_results(sent.desk, "second", [Result(message.key, Throttled())])
        clock.turn(timedelta(minutes=1))
        assert await take(sent) == []
    row = await sent.row(message)
    assert (row.state, row.attempts, row.account) == (MessageState.UNKNOWN, 1, ACCOUNT)
    async with sent.desk.database.transaction() as tx:
        counted = await messages.recent_to(tx, [row.mobile], clock.now - timedelta(hours=1))
    assert len(counted) == 1, "the phone may have got it"
    await hear(sent, message, Accepted("late"))
    delivered = CarrierReport("late", message.mobile, "DELIVRD", Delivery.DELIVERED)
    await record_reports(sent.desk, ACCOUNT, [delivered])
    assert (await sent.history())[-2:] == ["message.sent", "message.delivered"]
    assert (await sent.row(message)).state is MessageState.DELIVERED


async def test_a_late_no_is_told_or_sends_the_message_again(sent: Sent, clock: Clock) -> None:
    (message,) = await submit(sent)
    await hear(sent, message, Unknown())
    await hear(sent, message, Throttled())
    clock.turn(timedelta(seconds=1))
    (again,) = await submit(sent)
    assert again == message, "it has certainly not left"
    await hear(sent, again, Unknown())
    await record_results(sent.desk, "another", [Result(message.key, Refused("13", permanent=True))])
    assert await sent.history() == []
    await hear(sent, again, Refused("13", permanent=True))
    assert await sent.history() == ["message.undelivered"]

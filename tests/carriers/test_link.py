"""A link on a real socket: it logs in, pulls, accounts for every message, and ends in order."""

import asyncio
import logging
from dataclasses import replace

import pytest

from heyan.carriers.link import AHEAD_OF, until_stopped
from heyan.rules.ledger import Accepted, Refused, Throttled, Unknown
from heyan.sandbox.exchange import Habits
from tests.carriers.desk import ACCOUNT, QUICK, accepted, key, outgoing, playing


@pytest.mark.parametrize("protocol", ["cmpp2", "cmpp3"])
async def test_a_message_goes_out_is_accepted_and_reported(protocol: str) -> None:
    async with playing(account=replace(ACCOUNT, protocol=protocol)) as scene:
        scene.send(outgoing(1))
        (received,) = await scene.phones.wait_for("13800000001")
        await scene.desk.until(lambda: scene.desk.reports)
        assert received.text == "验证码000001，勿告知他人。"
        assert received.sender == "106575000130"
        (outcome,) = scene.desk.outcomes(1)
        (report,) = scene.desk.reports
        assert isinstance(outcome, Accepted)
        assert report.carrier_id == outcome.carrier_id
        assert (report.mobile, report.stat) == ("13800000001", "DELIVRD")


async def test_what_is_noted_and_told_is_about_the_taking_that_it_was_handed() -> None:
    async with playing("refuse:1381") as scene:
        scene.send(*(replace(outgoing(n, f"138{n}0000000"), taking=n) for n in (1, 2)))
        await scene.desk.until(lambda: len(scene.desk.results) == 2)
        told = {result.key: result.taking for result in scene.desk.results}
        assert told == scene.desk.takings == {key(1): 1, key(2): 2}


@pytest.mark.rule("R10")
async def test_the_bell_wakes_a_link_that_rests() -> None:
    account = replace(ACCOUNT, timeouts=replace(QUICK, rest=60.0))
    async with playing(account=account) as scene:
        await scene.until(lambda: scene.desk.rooms)  # it has looked once, in vain
        scene.send(outgoing(1))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(1)))


PATIENT = replace(ACCOUNT, window=4, timeouts=replace(QUICK, response=30.0))


async def test_of_a_slow_carrier_no_more_is_taken_than_the_window_has_room_for() -> None:
    habits = Habits({"900001": "secret01"}, late=1.5 * AHEAD_OF)
    async with playing("slow", account=PATIENT, habits=habits) as scene:
        scene.send(*map(outgoing, range(12)))
        await scene.desk.until(lambda: len(scene.desk.results) == 12)
        assert max(scene.desk.rooms) <= 4


async def test_of_a_quick_carrier_four_windows_are_taken_ahead_and_no_more() -> None:
    async with playing(account=PATIENT) as scene:
        scene.send(*map(outgoing, range(60)))
        await scene.desk.until(lambda: len(scene.desk.results) == 60)
        assert scene.desk.rooms[0] == 4, "how quick it is nobody knows yet"
        assert 4 < max(scene.desk.rooms) <= 4 + 16


async def test_what_was_taken_ahead_goes_back_when_the_carrier_answers_no_more() -> None:
    async with playing("silent:1381", account=PATIENT) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(1)))
        scene.send(*(outgoing(n, f"1381000{n:04}") for n in range(2, 10)))
        await scene.desk.until(lambda: len(scene.desk.results) == 1 + 4)
        assert [scene.desk.outcomes(n) for n in range(6, 10)] == [[Throttled()]] * 4


async def test_what_may_have_left_before_waits_until_the_gateway_could_report_on_it() -> None:
    account = replace(ACCOUNT, timeouts=replace(QUICK, reports_first=0.2))
    async with playing(account=account) as scene:
        await scene.until(lambda: any(scene.desk.again))
        assert scene.desk.again[0] is False
        first = scene.desk.again.index(True)
        await scene.until(lambda: len(scene.desk.again) > first + 3)
        assert all(scene.desk.again[first:])


async def test_an_answer_waits_until_it_is_recorded_and_its_report_comes_again() -> None:
    async with playing() as scene:
        scene.desk.broken = 3
        scene.send(outgoing(1))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(1)))
        await scene.desk.until(lambda: scene.desk.reports)
        await scene.until(lambda: not scene.carrier.unbrought("900001"))


async def test_a_message_that_is_never_answered_is_unknown_and_not_sent_again() -> None:
    async with playing("silent:13800000001") as scene:
        scene.send(outgoing(1), outgoing(2))
        await scene.desk.until(lambda: len(scene.desk.results) == 2)
        assert scene.desk.outcomes(1) == [Unknown()]
        assert accepted(scene.desk.outcomes(2))
        await scene.end()
        assert scene.accepted().count("13800000001") == 1


async def test_an_answer_after_the_time_is_told_as_well() -> None:
    account = replace(ACCOUNT, timeouts=replace(QUICK, response=0.05))
    async with playing("slow", account=account) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: len(scene.desk.outcomes(1)) == 2)
        unknown, late = scene.desk.outcomes(1)
        assert unknown == Unknown()
        assert isinstance(late, Accepted)
        assert scene.accepted() == ["13800000001"]


async def test_a_silent_carrier_gives_its_window_back() -> None:
    async with playing("lose::4", account=replace(ACCOUNT, window=2)) as scene:
        scene.send(*map(outgoing, range(6)))
        await scene.desk.until(lambda: len(scene.desk.results) == 6)
        assert len(scene.accepted()) == 2


async def test_a_refusal_says_the_carriers_number() -> None:
    async with playing("refuse:13800000001") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Refused("13", permanent=True)]


async def test_what_is_in_hand_when_the_carrier_refuses_the_account_goes_back() -> None:
    async with playing("refuse-sender", account=replace(ACCOUNT, rate=2.0)) as scene:
        scene.send(outgoing(1, text="核验" * 60), outgoing(2))  # two parts: the second has to wait
        await scene.desk.until(lambda: len(scene.desk.results) == 2)
        assert scene.desk.outcomes(1) == [Refused("10", permanent=False, of_account=True)]
        assert scene.desk.outcomes(2) == [Throttled()]
        assert len(scene.carrier.taken) == 2


async def test_a_duplicate_sequence_leaves_the_fate_unknown() -> None:
    async with playing("duplicate") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Unknown()]


async def test_a_throttled_message_goes_back_and_the_account_pauses() -> None:
    async with playing("throttle::1") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Throttled()]
        (status,) = scene.gateway.status()
        assert status.throttled == 1


async def test_no_more_is_taken_than_the_rate_allows() -> None:
    async with playing(account=replace(ACCOUNT, rate=0.01)) as scene:  # one in a hundred seconds
        scene.send(outgoing(1), outgoing(2))
        await scene.desk.until(lambda: scene.desk.reports)
        scene.bell.ring()
        scene.carrier.write_from_phone("900001", "13800000001", "1065", "退订")
        await scene.until(lambda: scene.gateway.status()[0].from_phones)
        assert scene.desk.queue == [outgoing(2)]


async def test_a_long_text_arrives_whole_under_all_its_ids() -> None:
    async with playing() as scene:
        scene.send(outgoing(1, text="核验" * 60))
        (received,) = await scene.phones.wait_for("13800000001")
        await scene.desk.until(lambda: len(scene.desk.reports) == 2)
        assert received.text == "核验" * 60
        (outcome,) = scene.desk.outcomes(1)
        assert isinstance(outcome, Accepted)
        ids = {outcome.carrier_id, *outcome.further_ids}
        assert ids == {report.carrier_id for report in scene.desk.reports}


@pytest.mark.parametrize("fault", ["throttle::1", "refuse-sender::1"])
async def test_a_long_text_of_which_one_part_is_accepted_is_not_sent_again_as_if_none_were(
    fault: str,
) -> None:
    async with playing(fault) as scene:
        scene.send(outgoing(1, text="核验" * 60))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Unknown()]
        assert scene.accepted() == ["13800000001"]


async def test_what_cannot_be_written_is_refused_by_ourselves_without_showing_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with playing() as scene:
        scene.send(outgoing(1, text="\ud800 123456"), outgoing(2))
        await scene.desk.until(lambda: len(scene.desk.results) == 2)
        assert scene.desk.outcomes(1) == [Refused("unwritable", permanent=True)]
    assert "123456" not in caplog.text
    assert "138" not in caplog.text


async def test_the_end_waits_for_answers_and_says_goodbye(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with playing("slow") as scene:
        scene.send(*map(outgoing, range(8)))
        await scene.until(lambda: scene.carrier.taken)
        await scene.end()
        sent = {taken.mobile for taken in scene.carrier.taken}
        assert len(accepted([r.outcome for r in scene.desk.results])) == len(sent)
    assert "Link mobile/1 is closed: we hung up" in caplog.text


HASTY = replace(ACCOUNT, timeouts=replace(QUICK, drain=0.1))


async def test_a_note_that_hangs_keeps_no_link_from_saying_goodbye(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with playing(account=HASTY) as scene:
        await scene.open()
        scene.desk.notes.clear()
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.departures)
        await scene.end()
        assert (scene.desk.outcomes(1), scene.carrier.taken) == ([], [])
    assert "Link mobile/1 is closed: we hung up" in caplog.text
    assert "Link mobile/1 ends without a word of the database" in caplog.text


async def test_a_taking_that_hangs_keeps_no_link_from_saying_goodbye(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with playing(account=HASTY) as scene:
        scene.desk.takes.clear()
        await scene.until(lambda: scene.desk.rooms)
        await scene.end()
    assert "Link mobile/1 is closed: we hung up" in caplog.text


async def test_a_link_whose_line_was_cut_ends_though_the_database_hangs() -> None:
    async with playing(account=HASTY) as scene:
        await scene.open()
        scene.desk.notes.clear()
        scene.send(outgoing(1), outgoing(2))
        await scene.desk.until(lambda: scene.desk.departures)
        await scene.carrier.stop()
        await scene.until(lambda: scene.gateway.status()[0].state == "closed")
        await scene.end()
        assert scene.desk.results == []


async def test_the_status_tells_what_the_link_has_done() -> None:
    async with playing() as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports)
        (status,) = scene.gateway.status()
        assert (status.name, status.carrier, status.state) == ("mobile/1", "mobile", "open")
        assert (status.sent, status.accepted, status.reports, status.logins) == (1, 1, 1, 1)
        assert status.latency is not None
        await scene.end()
        assert status.state == "stopped"


async def test_a_link_told_to_stop_waits_for_nobody_to_pick_up() -> None:
    stop = asyncio.Event()
    dialling = asyncio.create_task(until_stopped(asyncio.Event().wait(), stop, 3600.0))
    stop.set()
    with pytest.raises(TimeoutError):
        await dialling


async def test_nobody_is_dialled_for_longer_than_the_limit() -> None:
    with pytest.raises(TimeoutError):
        await until_stopped(asyncio.Event().wait(), asyncio.Event(), 0.01)

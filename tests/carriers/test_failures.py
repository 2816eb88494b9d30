"""What carriers have done to others, done to our link; numbers as in docs/carriers.md.

Here they befall CMPP; `test_link_protocols.py` has those of them that differ by protocol, and
`test_listener.py` the fourteenth.
"""

import asyncio
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest

from heyan.rules.ledger import Accepted, Throttled, Unknown
from heyan.sandbox.exchange import Habits
from heyan.wire.smpp_messages import DeliverSm, SubmitSmResp
from tests.carriers.desk import ACCOUNT, QUICK, accepted, outgoing, playing
from tests.carriers.protocols import ACCOUNTS

TWO = replace(ACCOUNT, connections=2)


async def test_1_a_carrier_that_writes_octet_by_octet_is_understood() -> None:
    slow = replace(ACCOUNT, timeouts=replace(QUICK, login=5.0, response=5.0, alive=5.0))
    async with playing("byte-by-byte", account=slow) as scene:
        scene.send(*map(outgoing, range(5)))
        await scene.desk.until(lambda: len(scene.desk.reports) == 5)
        assert len(scene.desk.results) == 5


@pytest.mark.parametrize("protocol", ["cmpp2", "cmpp3"])
async def test_2_a_report_before_the_answer_finds_its_message(protocol: str) -> None:
    async with playing("report-first", account=replace(ACCOUNT, protocol=protocol)) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports and scene.desk.results)
        (outcome,) = scene.desk.outcomes(1)
        assert isinstance(outcome, Accepted)
        assert scene.desk.reports[0].carrier_id == outcome.carrier_id


async def test_3_a_report_on_another_connection_is_recorded_for_the_same_account() -> None:
    async with playing("report-elsewhere", account=TWO) as scene:
        await scene.open(2)
        scene.send(*map(outgoing, range(8)))
        await scene.desk.until(lambda: len(scene.desk.reports) == 8)
        ids = {outcome.carrier_id for n in range(8) for outcome in accepted(scene.desk.outcomes(n))}
        assert ids == {report.carrier_id for report in scene.desk.reports}


async def test_4_a_hundred_refused_logins_follow_the_back_off(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "heyan.carriers.link")
    async with playing("busy::100") as scene:
        await scene.open()
        assert scene.carrier.logins == [5] * 100 + [0]
        assert len(scene.carrier.callers) == 1
    told = [record for record in caplog.records if "tries again" in record.msg]
    assert {record.levelno for record in told} == {logging.INFO}  # told, but not shouted
    rests = [float(str(record.args[1])) for record in told if isinstance(record.args, tuple)]
    assert len(rests) == 100
    assert rests == sorted(rests), "each is as long as the one before, or longer"
    assert rests[0] < rests[-1]


async def test_4_a_wrong_password_rests_long_and_wants_somebody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    account = replace(ACCOUNT, password="secret02", timeouts=replace(QUICK, retry_refused=3600.0))
    async with playing(account=account) as scene:
        await scene.until(lambda: scene.gateway.status()[0].state == "resting")
        assert scene.carrier.logins == [3]
        assert scene.gateway.status()[0].needs_somebody
    (alarm,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "needs somebody" in alarm.getMessage()
    assert "secret02" not in caplog.text


async def test_5_a_half_open_connection_is_noticed_and_made_anew() -> None:
    account = replace(ACCOUNT, timeouts=replace(QUICK, idle=0.1, alive=0.05))
    async with playing("freeze::1", account=account) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Unknown()]
        scene.send(outgoing(2))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(2)))
        assert scene.gateway.status()[0].logins == 2


async def test_5_a_carrier_that_still_holds_the_old_session_is_asked_again() -> None:
    habits = Habits({"900001": "secret01"}, most_connections=1)
    account = replace(ACCOUNT, timeouts=replace(QUICK, idle=0.1, alive=0.05))
    async with playing("freeze::1", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.until(lambda: 5 in scene.carrier.logins)
        scene.carrier.callers[0].abort("the carrier has noticed")
        scene.send(outgoing(2))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(2)))


async def test_6_a_carrier_that_never_answers_blocks_no_place_in_the_window() -> None:
    account = replace(ACCOUNT, window=2, timeouts=replace(QUICK, response=0.05))
    async with playing("silent", account=account) as scene:
        scene.send(*map(outgoing, range(10)))
        await scene.desk.until(lambda: len(scene.desk.results) == 10)
        assert {result.outcome for result in scene.desk.results} == {Unknown()}
        assert len(scene.accepted()) == 10


async def test_7_a_carrier_that_does_not_read_is_left() -> None:
    account = replace(
        ACCOUNT, window=4000, rate=1e6, timeouts=replace(QUICK, response=30.0, drain=0.1)
    )
    async with playing("freeze::1", account=account) as scene:
        scene.send(*map(outgoing, range(20_000)))
        await scene.until(lambda: scene.gateway.status()[0].logins == 2)
        assert Unknown() in scene.desk.outcomes(0)


async def test_8_a_late_answer_makes_no_second_message() -> None:
    account = replace(ACCOUNT, timeouts=replace(QUICK, response=0.05))
    async with playing("slow", account=account) as scene:
        scene.send(*map(outgoing, range(5)))
        await scene.desk.until(lambda: len(scene.desk.results) == 10)
        assert sorted(scene.accepted()) == [f"138{n:08}" for n in range(5)]


async def test_9_a_line_cut_in_the_middle_of_an_answer_leaves_its_message_unknown() -> None:
    async with playing("close-mid-frame::1") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Unknown()]
        await scene.desk.until(lambda: scene.desk.reports)  # brought after the next login
        scene.send(outgoing(2))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(2)))


@pytest.mark.parametrize("fault", ["garbage::1", "hang-up::1", "stall::1"])
async def test_9_nonsense_a_goodbye_or_half_an_answer_is_survived(fault: str) -> None:
    async with playing(fault) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Unknown()]
        scene.send(outgoing(2))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(2)))


async def test_10_a_burst_of_throttling_loses_nothing_and_halves_the_rate_once() -> None:
    async with playing("throttle::3", account=replace(ACCOUNT, rate=400.0)) as scene:
        scene.send(*map(outgoing, range(10)))
        await scene.desk.until(lambda: len(scene.desk.results) == 10)
        outcomes = [result.outcome for result in scene.desk.results]
        assert outcomes.count(Throttled()) == 3
        assert len(accepted(outcomes)) == 7


async def test_11_nothing_of_a_thousand_is_taken_while_the_account_is_not_logged_in() -> None:
    account = replace(ACCOUNT, rate=10_000.0)
    async with playing("busy::50", account=account) as scene:
        scene.send(*map(outgoing, range(1000)))
        await scene.until(lambda: len(scene.carrier.logins) == 50)
        assert scene.desk.rooms == []
        await scene.desk.until(lambda: len(scene.desk.results) == 1000)
        assert max(scene.desk.rooms) <= account.window * 5
        assert len({result.key for result in scene.desk.results}) == 1000


@pytest.mark.parametrize(
    ("quirk", "answered", "receipted"),
    [
        ("receipt_ids_decimal", "1a2b", "6699"),
        ("receipt_ids_hexadecimal", "6699", "1A2B"),
        (None, "00AB12", "ab12"),
    ],
)
async def test_12_an_id_in_another_spelling_finds_its_message(
    quirk: str | None, answered: str, receipted: str
) -> None:
    quirks = frozenset({quirk} if quirk else set())
    dialect = replace(ACCOUNTS["smpp"], quirks=quirks).dialect()
    answer = dialect.reading(1, SubmitSmResp(message_id=answered))
    receipt = DeliverSm(
        source_addr="8613800000001",
        destination_addr="1065",
        esm_class=4,
        short_message=f"id:{receipted} stat:DELIVRD".encode(),
    )
    report = dialect.report(receipt)
    assert report is not None
    assert report.carrier_id == answer.carrier_id


async def test_13_a_long_text_of_which_one_part_is_lost_is_not_called_accepted() -> None:
    async with playing("silent::1") as scene:
        scene.send(outgoing(1, text="核" * 150))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Unknown()]
        assert len(scene.accepted()) == 3


async def test_13_each_part_of_a_long_text_has_an_id_and_a_report() -> None:
    async with playing() as scene:
        scene.send(outgoing(1, text="核" * 150))
        await scene.desk.until(lambda: len(scene.desk.reports) == 3)
        (outcome,) = accepted(scene.desk.outcomes(1))
        ids = {outcome.carrier_id, *outcome.further_ids}
        assert ids == {report.carrier_id for report in scene.desk.reports}


async def test_15_silence_for_long_leaves_nothing_behind() -> None:
    account = replace(ACCOUNT, window=16, rate=1e6, timeouts=replace(QUICK, response=0.02))
    async with playing("lose", account=account) as scene:
        scene.send(*map(outgoing, range(1000)))
        await scene.desk.until(lambda: len(scene.desk.results) == 1000)
        assert {result.outcome for result in scene.desk.results} == {Unknown()}
        assert scene.gateway.status()[0].logins == 1  # it still answers heartbeats


async def test_15_a_login_without_an_answer_is_given_up() -> None:
    account = replace(ACCOUNT, timeouts=replace(QUICK, login=0.05))
    async with playing("no-login::2", account=account) as scene:
        await scene.until(lambda: scene.gateway.status()[0].logins == 1)


async def test_a_gateway_that_proves_nothing_is_let_pass_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with playing("wrong-authenticator") as scene:
        await scene.open()
        await scene.until(lambda: scene.gateway.status()[0].logins)
    assert "does not prove" in caplog.text


async def test_a_carrier_that_restarts_finds_us_again() -> None:
    async with playing() as scene:
        await scene.open()
        await scene.carrier.restart()
        await scene.open()  # what is sent before we notice is unknown
        scene.send(outgoing(1))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(1)))


async def test_a_carrier_that_is_not_there_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with playing(start=False) as scene:
        await scene.carrier.stop()
        scene.running = asyncio.create_task(scene.gateway.run(scene.stop))
        await scene.until(lambda: "cannot be reached" in caplog.text)
        await scene.carrier.restart()
        await scene.open()


async def test_a_report_comes_again_until_it_is_recorded() -> None:
    async with playing("report-late") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(1)))
        scene.desk.broken = 2
        await scene.desk.until(lambda: scene.desk.reports)
        await scene.until(lambda: not scene.carrier.unbrought("900001"))
        assert scene.desk.broken == 0


async def test_a_report_that_comes_twice_is_handed_on_twice() -> None:
    async with playing("report-twice") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: len(scene.desk.reports) == 2)
        first, second = scene.desk.reports
        assert first == second


async def test_a_message_from_a_phone_is_acknowledged_and_dropped() -> None:
    async with playing() as scene:
        await scene.open()
        scene.carrier.write_from_phone("900001", "13800000001", "106575000130", "退订")
        await scene.until(lambda: scene.gateway.status()[0].from_phones == 1)
        await scene.until(lambda: not scene.carrier.unbrought("900001"))
        assert scene.desk.reports == []


async def test_a_quiet_line_is_kept_by_heartbeats() -> None:
    account = replace(ACCOUNT, timeouts=replace(QUICK, idle=0.05))
    async with playing(account=account) as scene:
        await scene.open()
        await scene.until(lambda: scene.carrier.callers[0].session.beats >= 5)
        scene.send(outgoing(1))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(1)))
        assert scene.gateway.status()[0].logins == 1


def test_every_failure_that_others_had_has_its_test_by_number() -> None:
    folder = Path(__file__).parent
    files = ("test_failures.py", "test_link_protocols.py", "test_listener.py")
    text = "".join((folder / file).read_text("utf-8") for file in files)
    numbers = {int(number) for number in re.findall(r"def test_(\d+)_", text)}
    assert numbers == set(range(1, 16))

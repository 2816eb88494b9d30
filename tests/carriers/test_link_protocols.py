"""One link engine speaks every protocol: what CMPP does on a real socket, the others do as well."""

import pytest

from heyan.rules.ledger import Accepted, Delivery, Refused, Throttled, Unknown
from tests.carriers.desk import accepted, outgoing, playing
from tests.carriers.protocols import ACCOUNTS, habits_for

ALL = pytest.mark.parametrize("protocol", ACCOUNTS)
LONG = "验证码000001，请在三天内填写，勿告知他人。" * 5


@ALL
async def test_a_message_is_accepted_and_its_report_names_it(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing(account=account, habits=habits) as scene:
        scene.send(outgoing(1), outgoing(2, text=LONG))
        await scene.desk.until(lambda: len(scene.desk.results) == 2)
        await scene.until(lambda: len(scene.phones.received("13800000002")) == 1)
        assert scene.phones.received("13800000002")[0].text == LONG
        assert scene.phones.received("13800000001")[0].sender == "106575000130"
        (first,) = accepted(scene.desk.outcomes(1))
        ids = {first.carrier_id}
        await scene.desk.until(lambda: ids <= {r.carrier_id for r in scene.desk.reports})
        (report,) = [r for r in scene.desk.reports if r.carrier_id in ids]
        assert (report.mobile, report.outcome) == ("13800000001", Delivery.DELIVERED)


@ALL
async def test_2_a_report_before_the_answer_finds_its_message(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing("report-first", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports and scene.desk.results)
        (outcome,) = accepted(scene.desk.outcomes(1))
        assert scene.desk.reports[0].carrier_id == outcome.carrier_id


@ALL
async def test_10_too_fast_goes_back_into_the_queue_in_every_protocol(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing("throttle::1", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Throttled()]


@ALL
async def test_a_number_that_is_not_served_is_refused_for_good(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing("refuse", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        (outcome,) = scene.desk.outcomes(1)
        assert isinstance(outcome, Refused)
        assert outcome.permanent


@ALL
async def test_9_no_answer_leaves_the_message_unknown(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing("silent::1", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Unknown()]
        assert len(scene.accepted()) == 1


@ALL
async def test_4_a_wrong_password_wants_somebody(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing("refuse-login", account=account, habits=habits) as scene:
        await scene.until(lambda: scene.gateway.status()[0].state == "resting")
        assert scene.gateway.status()[0].needs_somebody


@ALL
async def test_4_a_busy_gateway_is_asked_again(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing("busy::2", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.carrier.logins[-1] == 0
        assert len(scene.carrier.logins) == 3


@ALL
async def test_a_message_from_a_phone_is_acknowledged_and_dropped(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing(account=account, habits=habits) as scene:
        await scene.open()
        scene.carrier.write_from_phone("900001", "13800000001", "106575000130", "退订")
        await scene.until(lambda: scene.gateway.status()[0].from_phones == 1)
        await scene.until(lambda: not scene.carrier.unbrought("900001"))


@ALL
async def test_a_failed_delivery_is_told(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing("undelivered", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports)
        assert scene.desk.reports[0].outcome is Delivery.UNDELIVERED


async def test_in_sgip_the_id_is_written_down_before_the_message_leaves() -> None:
    account, habits = ACCOUNTS["sgip"], habits_for("sgip")
    async with playing("lose", account=account, habits=habits) as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        ((noted, carrier_id),) = scene.desk.ids().items()
        assert noted == outgoing(1).key
        assert carrier_id is not None
        assert carrier_id.startswith(f"{3010012345:08x}")
        assert scene.desk.outcomes(1) == [Unknown()]


@ALL
async def test_what_cannot_be_written_down_does_not_leave_and_goes_back(protocol: str) -> None:
    account, habits = ACCOUNTS[protocol], habits_for(protocol)
    async with playing(account=account, habits=habits) as scene:
        await scene.open()
        scene.desk.failing_notes = 1
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.results)
        assert scene.desk.outcomes(1) == [Throttled()]
        assert scene.accepted() == []
        scene.send(outgoing(2))
        await scene.desk.until(lambda: accepted(scene.desk.outcomes(2)))
        assert isinstance(scene.desk.outcomes(2)[0], Accepted)


async def test_reports_of_60_octets_are_understood_in_30_too() -> None:
    async with playing("short-reports") as scene:
        scene.send(outgoing(1))
        await scene.desk.until(lambda: scene.desk.reports)
        assert scene.desk.reports[0].mobile == "13800000001"

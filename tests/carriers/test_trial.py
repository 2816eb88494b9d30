"""One test message over a link of its own, and what the carrier makes of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from heyan.carriers.account import Account
from heyan.carriers.trial import OneMessage, Tried, send_trial
from heyan.rules.ledger import (
    Accepted,
    CarrierReport,
    Delivery,
    Outgoing,
    Refused,
    Result,
    Unknown,
)
from heyan.rules.phone import Mobile
from heyan.sandbox.carrier import PretendCarrier
from heyan.sandbox.faults import read_rule
from heyan.sandbox.phones import Phones
from tests.carriers.desk import MOMENT, WORLD, FakeSending, key
from tests.carriers.protocols import ACCOUNTS, habits_for

MESSAGE = Outgoing(key(1), Mobile("13800000001"), "【示例】这是一条测试短信")
PATIENCE = 2.0


@asynccontextmanager
async def a_carrier(protocol: str, *faults: str) -> AsyncIterator[tuple[PretendCarrier, Account]]:
    rules = [read_rule(fault) for fault in faults]
    carrier = PretendCarrier(Phones(), habits_for(protocol), lambda: MOMENT, rules)
    port = await carrier.start()
    try:
        yield carrier, replace(ACCOUNTS[protocol], port=port, connections=4)
    finally:
        await carrier.stop()


async def tried(
    protocol: str, *faults: str, ledger: FakeSending | None = None, patience: float = PATIENCE
) -> Tried:
    async with a_carrier(protocol, *faults) as (_, account):
        return await send_trial(account, MESSAGE, ledger or FakeSending(), WORLD, patience)


@pytest.mark.parametrize("protocol", ACCOUNTS)
@pytest.mark.parametrize("fault", ["report-twice", "report-first"])
async def test_answer_and_report_are_told_in_every_protocol(protocol: str, fault: str) -> None:
    ledger = FakeSending()
    told = await tried(protocol, fault, ledger=ledger)
    assert isinstance(told.outcome, Accepted)
    assert told.report is not None
    assert told.report.outcome is Delivery.DELIVERED
    assert told.answered_in is not None
    assert told.reported_in is not None
    assert ledger.reports == [], "it is nobody's else"


async def test_only_one_message_goes_out_over_one_connection() -> None:
    async with a_carrier("cmpp3") as (carrier, account):
        await send_trial(account, MESSAGE, FakeSending(), WORLD, PATIENCE)
        assert [taken.mobile for taken in carrier.taken] == ["13800000001"]
        assert len(carrier.logins) == 1


async def test_what_goes_wrong_is_told() -> None:
    refused = await tried("cmpp3", "refuse")
    assert refused.outcome == Refused("13", permanent=True)
    silent = await tried("cmpp3", "silent", "report-never")
    assert (silent.outcome, silent.report) == (Unknown(), None)
    unreported = await tried("cmpp3", "report-never", patience=0.2)
    assert isinstance(unreported.outcome, Accepted)
    assert (unreported.report, unreported.reported_in) == (None, None)
    failed = await tried("cmpp3", "undelivered")
    assert failed.report is not None
    assert failed.report.stat == "UNDELIV"


async def test_a_login_that_is_refused_for_good_is_not_waited_for() -> None:
    async with asyncio.timeout(PATIENCE * 5):
        told = await tried("cmpp3", "refuse-login", patience=3600)
    assert (told.logged_in, told.outcome) == (False, None)
    assert told.trouble


def reported(known_as: str, mobile: str = MESSAGE.mobile) -> CarrierReport:
    return CarrierReport(known_as, mobile, "DELIVRD", Delivery.DELIVERED)


async def test_reports_on_other_messages_go_to_the_ledger() -> None:
    ledger = FakeSending()
    desk = OneMessage(MESSAGE, ledger)
    elsewhere, same_number = reported("7", "13900000009"), reported("8")
    await desk.record_heard("mobile", [], [elsewhere, same_number, reported("own")])
    assert ledger.reports == [elsewhere], "whose the others are is not known yet"
    await desk.record_heard("mobile", [Result(MESSAGE.key, Accepted("own"))], [])
    assert ledger.reports == [elsewhere, same_number]
    assert desk.report == reported("own")


async def test_when_no_answer_comes_nothing_that_was_held_is_lost() -> None:
    ledger = FakeSending()
    desk = OneMessage(MESSAGE, ledger)
    await desk.record_heard("mobile", [], [reported("8")])
    await desk.record_heard("mobile", [Result(MESSAGE.key, Unknown())], [])
    await desk.let_go("mobile")
    await desk.let_go("mobile")
    assert ledger.reports == [reported("8")]


async def test_a_late_answer_counts_and_what_is_on_its_way_is_no_report() -> None:
    desk = OneMessage(MESSAGE, FakeSending())
    await desk.record_heard("mobile", [Result(MESSAGE.key, Unknown())], [])
    await desk.record_heard("mobile", [Result(MESSAGE.key, Accepted("own"))], [])
    assert desk.outcome == Accepted("own")
    on_its_way = replace(reported("own"), outcome=Delivery.INTERMEDIATE)
    await desk.record_heard("mobile", [], [on_its_way])
    assert desk.report is None

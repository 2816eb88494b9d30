"""SGIP's answers carry no id: what was written down before lets a report settle its message."""

from dataclasses import replace

import pytest

from heyan.casework.desk import Desk
from heyan.casework.messages.departing import note_departures
from heyan.casework.messages.reporting import record_reports
from heyan.casework.messages.sending import record_results, take_messages
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, Result, Unknown
from heyan.rules.phone import Carrier
from tests.fakes.filings import LI, SITE, new_filing
from tests.fakes.journeys import ACCOUNT, begin, types

ID = "b36924b92fc02c8000000002"
REPORT = CarrierReport(ID, LI.mobile, "0", Delivery.DELIVERED)


@pytest.mark.rule("R22")
@pytest.mark.parametrize("unknown", [False, True])
async def test_a_report_without_any_answer_is_acceptance_and_delivery(
    desk: Desk, *, unknown: bool
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(replace(SITE, principal=LI)))
    (message,) = await take_messages(desk, ACCOUNT, Carrier.MOBILE, 10)
    await note_departures(desk, ACCOUNT, {message.key: ID})
    if unknown:
        await record_results(desk, ACCOUNT, [Result(message.key, Unknown())])
    await record_reports(desk, ACCOUNT, [REPORT, REPORT])
    happened = types(await journey.look(filing))[2:]
    assert happened == ["message.sent", "message.delivered"]
    await record_results(desk, ACCOUNT, [Result(message.key, Accepted(ID))])  # late after all
    assert types(await journey.look(filing))[2:] == happened


async def test_an_answer_in_time_changes_nothing_about_it(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(replace(SITE, principal=LI)))
    (message,) = await take_messages(desk, ACCOUNT, Carrier.MOBILE, 10)
    await note_departures(desk, ACCOUNT, {message.key: ID})
    await record_results(desk, ACCOUNT, [Result(message.key, Accepted(ID))])
    await record_reports(desk, ACCOUNT, [REPORT])
    assert types(await journey.look(filing))[2:] == ["message.sent", "message.delivered"]


async def test_only_who_took_a_message_writes_its_id(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(replace(SITE, principal=LI)))
    (message,) = await take_messages(desk, ACCOUNT, Carrier.MOBILE, 10)
    await note_departures(desk, "another", {message.key: ID})
    await record_reports(desk, ACCOUNT, [REPORT])
    assert types(await journey.look(filing))[2:] == []

"""Steps of a filing's journey that stories are told with; the carrier here accepts at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from heyan.casework import people
from heyan.casework.answers.answering import Answered, Given, give_answer
from heyan.casework.answers.counting import Caller
from heyan.casework.bureau import reviewing
from heyan.casework.desk import Desk
from heyan.casework.filings import intake, lookups
from heyan.casework.filings.views import FilingView
from heyan.casework.messages import reporting, sending
from heyan.casework.people import Officer, Provider
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, Outgoing, Result
from heyan.rules.phone import Carrier
from heyan.rules.writing import plain

ACCOUNT = "pretend"
CALLER = Caller("192.0.2.1")
_CODE = re.compile(r"验证码(\d{6})")


@dataclass
class Journey:
    """A desk with a provider, officers by province, and the phones' messages."""

    desk: Desk
    provider: Provider
    officers: dict[int, Officer] = field(default_factory=dict)
    phones: dict[str, list[str]] = field(default_factory=dict)

    async def submit(self, filing: Filing) -> FilingView:
        return (await intake.submit_filing(self.desk, self.provider, plain(filing))).filing

    async def carry(self) -> list[Outgoing]:
        """Let the carriers accept and deliver whatever is queued."""
        carried: list[Outgoing] = []
        for carrier in Carrier:
            taken = await sending.take_messages(self.desk, ACCOUNT, carrier, 1000)
            for message in taken:
                self.phones.setdefault(message.mobile, []).append(message.text)
            await accept(self.desk, taken)
            carried += taken
        return carried

    def code(self, mobile: str) -> str:
        """Read the code of the last message on a phone."""
        return code_in(self.phones[mobile][-1])

    async def answer(
        self, province: int, mobile: str, tail: str, code: str = "", *, caller: Caller = CALLER
    ) -> Answered:
        given = Given(mobile, code or self.code(mobile), tail)
        return await give_answer(self.desk, province, given, caller)

    async def look(self, filing: FilingView) -> FilingView:
        return await lookups.find_filing(self.desk, self.provider, case_id(filing))

    async def approve(self, filing: FilingView) -> FilingView:
        officer = await self.officer(case_id(filing).province)
        return await reviewing.approve(self.desk, officer, case_id(filing))

    async def officer(self, province: int) -> Officer:
        if province not in self.officers:
            officer, _ = await people.add_officer(self.desk, f"officer {province}", province)
            self.officers[province] = officer
        return self.officers[province]


async def begin(desk: Desk, name: str = "海河云") -> Journey:
    provider, _ = await people.add_provider(desk, name)
    return Journey(desk, provider)


async def accept(desk: Desk, taken: Iterable[Outgoing]) -> None:
    results = [Result(message.key, Accepted(carrier_id(message))) for message in taken]
    await sending.record_results(desk, ACCOUNT, results)


async def report(desk: Desk, taken: Iterable[Outgoing], stat: str = "DELIVRD") -> None:
    outcome = Delivery.DELIVERED if stat == "DELIVRD" else Delivery.UNDELIVERED
    reports = [CarrierReport(carrier_id(m), m.mobile, stat, outcome) for m in taken]
    await reporting.record_reports(desk, ACCOUNT, reports)


def code_in(text: str) -> str:
    """Read the code of a message."""
    found = _CODE.search(text)
    assert found is not None
    return found[1]


def carrier_id(message: Outgoing) -> str:
    return str(message.key)


def case_id(filing: FilingView) -> CaseId:
    case = CaseId.read(filing.id)
    assert case is not None
    return case


def types(filing: FilingView) -> list[str]:
    return [event.type for event in filing.history]


def data_of(filing: FilingView, kind: str) -> list[dict[str, Any]]:
    return [event.data for event in filing.history if event.type == kind]

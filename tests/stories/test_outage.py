"""A declared outage on our side stops the clock, and is audited (R22)."""

from datetime import datetime, timedelta

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.bureau.helpdesk import declare_outage, list_outages
from heyan.casework.desk import Desk
from heyan.casework.keeping.auditing import prove_trails
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.outages import Outage
from heyan.rules.refusals import BadOutage, NeedsReason
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import begin

HOUR = timedelta(hours=1)


def lasting(start: datetime, hours: int) -> Outage:
    return Outage(start, start + hours * HOUR)


@pytest.mark.rule("R22", "R24")
async def test_the_deadline_moves_by_the_outage_and_no_further(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    began = clock.now
    clock.turn(10 * HOUR)
    await declare_outage(desk, lasting(began + 2 * HOUR, 6), "机房停电")
    await declare_outage(desk, lasting(began + 4 * HOUR, 5), "同一次停电的另一处")
    clock.turn(38 * HOUR)  # 48 hours after the acceptance, 7 of them lost
    assert await work_due_cases(desk) == 1
    assert await work_due_cases(desk) == 0
    assert (await journey.look(filing)).state == "verifying"
    met = await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number))
    assert met.verdict is Verdict.MET
    clock.turn(7 * HOUR)
    late = await journey.answer(TIANJIN, HAN.mobile, tail(HAN.document.number))
    assert late.verdict is Verdict.NOT_FOUND
    assert (await journey.look(filing)).reason == "expired"


@pytest.mark.rule("R22", "R30")
async def test_an_outage_is_in_every_trail_with_its_reason(desk: Desk, clock: Clock) -> None:
    await declare_outage(desk, lasting(clock.now, 1), "网络中断")
    ((outage, reason, declared_at),) = await list_outages(desk)
    assert (outage, reason, declared_at) == (lasting(clock.now, 1), "网络中断", clock.now)
    proofs = [proof async for proof in prove_trails(desk)]
    assert [proof.broken for proof in proofs] == [None] * 31


@pytest.mark.rule("R22")
async def test_an_outage_that_is_none_is_refused(desk: Desk, clock: Clock) -> None:
    with pytest.raises(BadOutage):
        await declare_outage(desk, lasting(clock.now, 0), "nothing")
    with pytest.raises(NeedsReason):
        await declare_outage(desk, lasting(clock.now, 1), " ")

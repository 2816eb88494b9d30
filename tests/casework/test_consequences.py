from datetime import timedelta

import pytest

from heyan.casework import consequences
from heyan.casework.consequences import changes_of
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import withdraw_filing
from heyan.casework.messages import porting
from heyan.rules.case import ask_again
from heyan.rules.phone import Carrier
from heyan.rules.verdicts import withdraw
from heyan.store import cases
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id, types


async def queued(desk: Desk) -> list[tuple[int, str, str]]:
    async with desk.database.read() as tx:
        rows = await tx.fetch("select n, carrier, state from messages order by n, ordinal")
    return [(row["n"], row["carrier"], row["state"]) for row in rows]


@pytest.mark.rule("R14")
async def test_a_message_goes_through_the_gateway_of_its_receiver(desk: Desk) -> None:
    await (await begin(desk)).submit(new_filing())
    assert await queued(desk) == [(1, "mobile", "queued"), (2, "virtual", "queued")]


@pytest.mark.rule("R14")
async def test_a_number_that_was_ported_is_reached_where_it_is_now(desk: Desk) -> None:
    await porting.note_ported(desk, {LI.mobile: Carrier.TELECOM, HAN.mobile: Carrier.UNICOM})
    await (await begin(desk)).submit(new_filing())
    carriers = [carrier for _, carrier, _ in await queued(desk)]
    assert carriers == ["telecom", "virtual"], "virtual operators' numbers are never ported"


@pytest.mark.rule("R24")
async def test_what_is_still_queued_is_dropped_with_its_challenge(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await withdraw_filing(desk, journey.provider, case_id(filing))
    assert await queued(desk) == [(1, "mobile", "void"), (2, "virtual", "void")]
    assert await journey.carry() == []


@pytest.mark.rule("R24")
async def test_what_was_on_its_way_when_its_challenge_closed_is_not_tried_again(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    clock.turn(timedelta(minutes=2))
    async with desk.database.transaction() as tx:  # the second try of a message waits
        await tx.execute("update messages set state = 'queued', due_at = $1 where n = 1", clock())
        await tx.execute("update challenges set state = 'met' where n = 1")
    assert await journey.carry() == []
    assert (await queued(desk))[0] == (1, "mobile", "void")


@pytest.mark.rule("R30")
async def test_later_members_of_a_batch_see_what_earlier_ones_did(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    number = case_id(filing).number
    async with desk.database.transaction() as tx:
        loaded = await cases.lock(tx, desk.sealer, TIANJIN, [number])
        changes = changes_of(TIANJIN, loaded)
        changes.take(ask_again(changes.cases[number], 1, clock()))
        changes.take(ask_again(changes.cases[number], 1, clock()))
        assert changes.challenge(number, 1).messages == 3
        changes.take(withdraw(changes.cases[number], clock()))
        await consequences.save(tx, changes, clock())
    assert types(await journey.look(filing))[-3:] == [
        "message.queued",
        "message.queued",
        "filing.withdrawn",
    ]
    assert {state for _, _, state in await queued(desk)} == {"void"}


async def test_without_events_nothing_is_written(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    before = await journey.look(filing)
    async with desk.database.transaction() as tx:
        loaded = await cases.lock(tx, desk.sealer, TIANJIN, [case_id(filing).number])
        await consequences.save(tx, changes_of(TIANJIN, loaded), clock())
    assert await journey.look(filing) == before

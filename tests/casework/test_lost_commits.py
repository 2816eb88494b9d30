"""The connection breaks after COMMIT: what was decided together is decided once (R20, R24)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from heyan.casework.answers.answering import Given, Verdict, ask_again, give_answer
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing
from heyan.rules.documents import tail
from heyan.rules.writing import plain
from heyan.store.database import Database, StoreUnavailable
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import CALLER, Journey, begin, types
from tests.fakes.lossy import LossyRelay, lossy_relay

ALONE = replace(SITE, principal=LI)
LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)


@pytest.fixture
async def relay(database_url: str) -> AsyncIterator[LossyRelay]:
    async with lossy_relay(database_url) as relay:
        yield relay


@pytest.fixture
async def far(relay: LossyRelay, clock: Clock) -> AsyncIterator[Desk]:
    """A desk whose database is behind the relay."""
    opened = await Database.open(relay.url, size=8)
    yield build_desk(opened, clock)
    await opened.close()


async def in_one_batch(relay: LossyRelay, *deeds: object) -> None:
    """Do deeds that wait in line together, and lose the word of their commit."""
    relay.losing = 1
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)  # type: ignore[call-overload]
    assert relay.lost == 1
    assert [type(each) for each in outcomes] == [StoreUnavailable] * len(deeds)
    assert len({id(each) for each in outcomes}) == len(deeds), "everybody is told by himself"


@pytest.mark.rule("R20")
async def test_wrong_tails_whose_commit_was_not_heard_of_count_once(
    far: Desk, relay: LossyRelay
) -> None:
    journey = await begin(far)
    filing = await journey.submit(new_filing(ALONE))
    await journey.carry()
    wrong = Given(LI.mobile, journey.code(LI.mobile), "000000")
    await in_one_batch(relay, *(give_answer(far, TIANJIN, wrong, CALLER) for _ in range(3)))
    view = await journey.look(filing)
    assert view.state == "verifying"
    assert types(view).count("challenge.wrong_tail") == 3
    right = await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert right.verdict is Verdict.ALL_MET


@pytest.mark.rule("R24")
async def test_nobody_who_was_right_reads_that_nothing_was_found(
    far: Desk, relay: LossyRelay
) -> None:
    journey = await begin(far)
    filing = await journey.submit(new_filing())
    await journey.carry()
    given = [
        Given(who.mobile, journey.code(who.mobile), end)
        for who, end in ((LI, LI_TAIL), (HAN, HAN_TAIL))
    ]
    await in_one_batch(relay, *(give_answer(far, TIANJIN, each, CALLER) for each in given))
    assert (await journey.look(filing)).state == "reviewing"


@pytest.mark.rule("R12")
async def test_a_message_is_ordered_once(far: Desk, relay: LossyRelay, clock: Clock) -> None:
    journey = await begin(far)
    await journey.submit(new_filing())
    await journey.carry()
    clock.set(clock.now.replace(hour=clock.now.hour + 1))
    asked = ((LI, LI_TAIL), (HAN, HAN_TAIL))
    await in_one_batch(
        relay, *(ask_again(far, TIANJIN, who.mobile, end, CALLER) for who, end in asked)
    )
    assert len(await journey.carry()) == 2


async def test_filings_are_there_and_their_provider_is_not_told_that_they_are_refused(
    far: Desk, relay: LossyRelay
) -> None:
    journey = await begin(far)
    await in_one_batch(relay, *(submitted(journey, name) for name in ("A", "B")))
    assert {message.mobile for message in await journey.carry()} == {LI.mobile, HAN.mobile}


async def submitted(journey: Journey, reference: str) -> object:
    document = plain(new_filing(reference=reference))
    return await submit_filing(journey.desk, journey.provider, document)

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.bureau.registering import import_subject
from heyan.casework.desk import Desk
from heyan.casework.filings.intake import submit_filing, take_in, withdraw_filing
from heyan.casework.people import Provider, add_provider
from heyan.rules.case import State
from heyan.rules.documents import tail
from heyan.rules.ids import CaseId
from heyan.rules.reading_register import plain_line
from heyan.rules.refusals import (
    BadIdempotencyKey,
    Faulty,
    KeyReused,
    MovedOn,
    NoSuchFiling,
    ReferenceInUse,
)
from heyan.rules.writing import plain
from tests.fakes.clock import Clock
from tests.fakes.filings import (
    LI,
    OURS,
    SITE,
    TIANJIN,
    cancel_subject,
    change,
    new_filing,
    registered,
)
from tests.fakes.journeys import Journey, begin, case_id, types

ALONE = replace(SITE, principal=LI)
BEIJING = 110000


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    """A provider whose site the register has."""
    begun = await begin(desk)
    assert await import_subject(desk, plain_line(registered(), {OURS: begun.provider.name})) == ()
    return begun


async def test_a_filing_is_taken_in_and_shown_masked(journey: Journey) -> None:
    filing = await journey.submit(new_filing())
    assert (filing.state, filing.kind, filing.edition) == ("verifying", "new_filing", "pilot-2017")
    assert [c.mobile for c in filing.challenges] == ["138****2345", "170****5678"]
    assert types(filing) == ["filing.accepted", "message.queued", "message.queued"]


async def test_every_fault_of_a_filing_is_told_and_nothing_is_kept(journey: Journey) -> None:
    document = plain(new_filing()) | {"province": "990000", "more": 1}
    with pytest.raises(Faulty) as told:
        await submit_filing(journey.desk, journey.provider, document)
    assert {fault.pointer for fault in told.value.faults} == {"/province", "/more"}
    with pytest.raises(Faulty) as told:
        await journey.submit(change())
    assert [fault.code for fault in told.value.faults] == ["nothing_changed"]
    async with journey.desk.database.read() as tx:
        assert await tx.fetchval("select count(*) from cases") == 0


async def test_a_reference_is_free_again_when_its_case_has_ended(journey: Journey) -> None:
    filing = await journey.submit(new_filing())
    with pytest.raises(ReferenceInUse):
        await journey.submit(new_filing(ALONE))
    other, _ = await add_provider(journey.desk, "另一家")
    await submit_filing(journey.desk, other, plain(new_filing()))
    await withdraw_filing(journey.desk, journey.provider, case_id(filing))
    assert (await journey.submit(new_filing())).state == "verifying"


@pytest.mark.rule("R23")
async def test_a_returned_filing_is_submitted_again_with_new_codes_and_full_time(
    journey: Journey, clock: Clock
) -> None:
    first = await journey.submit(new_filing(ALONE))
    await journey.carry()
    code = journey.code(LI.mobile)
    for _ in range(5):
        await journey.answer(TIANJIN, LI.mobile, "000000")
    assert (await journey.look(first)).state == "returned"
    clock.turn(timedelta(hours=40))
    again = await journey.submit(new_filing(ALONE))
    await journey.carry()
    assert again.id != first.id
    assert journey.code(LI.mobile) != code
    clock.turn(timedelta(hours=47))
    answered = await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number))
    assert answered.verdict == "all_met"


async def test_the_same_key_and_body_give_the_same_answer_for_seven_days(
    journey: Journey, clock: Clock
) -> None:
    desk, provider, document = journey.desk, journey.provider, plain(new_filing())

    async def submit(body: bytes = b"{}") -> tuple[str, bool]:
        told = await submit_filing(desk, provider, document, idempotency_key="key", body=body)
        return told.filing.id, told.repeated

    first, repeated = await submit()
    assert not repeated
    assert await submit() == (first, True)
    with pytest.raises(KeyReused):
        await submit(b"{} ")
    clock.turn(timedelta(days=7) - timedelta(seconds=1))
    assert await submit() == (first, True)
    clock.turn(timedelta(seconds=1))
    with pytest.raises(ReferenceInUse):
        await submit()


async def test_where_no_body_came_a_key_stands_for_what_was_filed(journey: Journey) -> None:
    async def submit(reference: str) -> tuple[str, bool]:
        told = await submit_filing(
            journey.desk,
            journey.provider,
            plain(new_filing(reference=reference)),
            idempotency_key="key",
        )
        return told.filing.id, told.repeated

    first, _ = await submit("ONE")
    assert await submit("ONE") == (first, True)
    with pytest.raises(KeyReused):
        await submit("TWO")


async def test_a_key_is_its_provider_s_own(journey: Journey) -> None:
    other, _ = await add_provider(journey.desk, "另一家")
    seen = set()
    for provider in (journey.provider, other):
        told = await submit_filing(
            journey.desk, provider, plain(new_filing()), idempotency_key="key"
        )
        seen.add(told.filing.id)
    assert len(seen) == 2


async def test_a_repeat_is_answered_although_the_register_has_changed_since(
    journey: Journey,
) -> None:
    desk, provider, document = journey.desk, journey.provider, plain(cancel_subject())
    first = await submit_filing(desk, provider, document, idempotency_key="key")
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number))
    await journey.approve(first.filing)
    again = await submit_filing(desk, provider, document, idempotency_key="key")
    assert (again.filing.id, again.repeated) == (first.filing.id, True)
    line = await take_in(desk, provider, document)
    assert (str(line.case), line.state, line.repeated) == (
        first.filing.id,
        State.APPROVED,
        True,
    )
    with pytest.raises(Faulty):
        await submit_filing(desk, provider, document)


@pytest.mark.parametrize("key", ["", "a" * 256, "é", "a\n", "\x00", "\ud800"])
async def test_a_key_is_printable_and_not_too_long(desk: Desk, key: str) -> None:
    with pytest.raises(BadIdempotencyKey):
        await submit_filing(desk, Provider(1, "x"), plain(new_filing()), idempotency_key=key)


async def test_the_very_same_line_opens_nothing_twice(journey: Journey) -> None:
    desk, provider = journey.desk, journey.provider
    first = await take_in(desk, provider, plain(new_filing()))
    again = await take_in(desk, provider, plain(new_filing()))
    assert (first.repeated, again.repeated, again.case) == (False, True, first.case)
    await withdraw_filing(desk, provider, first.case)
    ended = await take_in(desk, provider, plain(new_filing()))
    assert (ended.repeated, ended.state) == (True, State.WITHDRAWN)
    other = await take_in(desk, provider, plain(new_filing(ALONE)))
    assert not other.repeated
    with pytest.raises(ReferenceInUse):
        await take_in(desk, provider, plain(new_filing(replace(ALONE, name="海河日报"))))


@pytest.mark.rule("R24")
async def test_a_filing_is_withdrawn_by_its_provider_before_the_verdict(journey: Journey) -> None:
    desk, provider = journey.desk, journey.provider
    verifying = await journey.submit(new_filing())
    reviewing = await journey.submit(new_filing(province=BEIJING, reference="B"))
    for filing in (verifying, reviewing):
        assert (await withdraw_filing(desk, provider, case_id(filing))).state == "withdrawn"
        with pytest.raises(MovedOn):
            await withdraw_filing(desk, provider, case_id(filing))
    approved = await journey.submit(new_filing(province=BEIJING, reference="C"))
    await journey.approve(approved)
    with pytest.raises(MovedOn):
        await withdraw_filing(desk, provider, case_id(approved))


@pytest.mark.rule("R23", "R24")
async def test_what_is_late_goes_back_and_is_not_withdrawn(journey: Journey, clock: Clock) -> None:
    filing = await journey.submit(new_filing())
    clock.turn(timedelta(hours=48))
    with pytest.raises(MovedOn):
        await withdraw_filing(journey.desk, journey.provider, case_id(filing))
    seen = await journey.look(filing)
    assert (seen.state, seen.reason) == ("returned", "undeliverable")


async def test_nobody_withdraws_what_is_not_theirs(journey: Journey) -> None:
    filing = await journey.submit(new_filing())
    other, _ = await add_provider(journey.desk, "另一家")
    for provider, case in (
        (other, case_id(filing)),
        (journey.provider, CaseId(TIANJIN, 999)),
        (journey.provider, CaseId(BEIJING, case_id(filing).number)),
    ):
        with pytest.raises(NoSuchFiling):
            await withdraw_filing(journey.desk, provider, case)

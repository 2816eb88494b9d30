"""After erasing, nothing personal of a case can be found or opened; how it went can."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.answers import answering
from heyan.casework.answers.answering import Verdict
from heyan.casework.bureau import reviewing
from heyan.casework.desk import Desk
from heyan.casework.filings import intake, lookups
from heyan.casework.filings.correcting import correct_number
from heyan.casework.filings.erasing import erase_case, erase_old_cases
from heyan.casework.keeping.auditing import prove_trails
from heyan.casework.messages.reporting import record_reports
from heyan.casework.messages.sending import record_results, take_messages
from heyan.keys.ring import KeyRing
from heyan.rules.documents import tail
from heyan.rules.ids import CaseId
from heyan.rules.ledger import Accepted, CarrierReport, Delivery, Result
from heyan.rules.phone import Carrier
from heyan.rules.refusals import MovedOn, NoSuchFiling, NotEnded
from heyan.rules.writing import plain
from heyan.web.problems import refused
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk, loaded_dice
from tests.fakes.filings import HAN, LI, TIANJIN, ZHAO, new_filing
from tests.fakes.journeys import ACCOUNT, CALLER, Journey, begin, case_id, types
from tests.fakes.tables import dump

REASON = "李海的身份证已过期"
KEEP = timedelta(days=30)
GANSU, HAINAN = 620000, 460000


async def ended(desk: Desk, reference: str = "ORD-7") -> tuple[Journey, CaseId]:
    """A filing that an officer rejected with words about a person."""
    journey = await begin(desk)
    document = plain(new_filing(reference=reference))
    submitted = await intake.submit_filing(desk, journey.provider, document, idempotency_key="once")
    filing = submitted.filing
    await journey.carry()
    for principal in (LI, HAN):
        await journey.answer(TIANJIN, principal.mobile, tail(principal.document.number))
    officer = await journey.officer(TIANJIN)
    await reviewing.reject(desk, officer, case_id(filing), REASON)
    return journey, case_id(filing)


async def test_nothing_of_an_erased_case_is_found_or_opened(desk: Desk, clock: Clock) -> None:
    journey, case = await ended(desk)
    before = await dump(desk)
    stray = [CarrierReport("nobody's", LI.mobile, "UNDELIV", Delivery.UNDELIVERED)]
    await record_reports(desk, "pretend", stray)
    hashes = {desk.mobile_hash(p.mobile).hex() for p in (LI, HAN)}
    assert all(found in before for found in {*hashes, "ORD-7", "filing.rejected"})
    clock.turn(timedelta(hours=1))
    assert await erase_case(desk, case)
    after = await dump(desk)
    assert [found for found in {*hashes, "ORD-7"} if found in after] == []
    async with desk.database.read() as tx:
        kept = await tx.fetchrow("select data_key, fingerprint, erased_at from cases")
        boxes = await tx.fetch("select sealed from challenges where sealed <> ''")
        filings = await tx.fetch("select sealed from filings")
        keys = await tx.fetch("select * from given_answers")
    assert kept is not None
    assert (kept["data_key"], kept["fingerprint"]) == (None, b"")
    assert kept["erased_at"] == clock.now
    assert (boxes, filings, keys) == ([], [], [])
    assert (await journey.answer(TIANJIN, LI.mobile, "153019", "000000")).verdict is (
        Verdict.NOT_FOUND
    )


async def test_guesses_at_an_erased_number_are_forgotten_wherever_it_is_not_asked(
    desk: Desk,
) -> None:
    journey, case = await ended(desk)
    await journey.submit(new_filing(reference="OPEN", province=HAINAN))
    for province in (TIANJIN, GANSU, HAINAN):
        await journey.answer(province, LI.mobile, "000000", "123456")
    await erase_case(desk, case)
    async with desk.database.read() as tx:
        left = await tx.fetch("select province from guesses where wrong_codes > 0")
    assert [row["province"] for row in left] == [HAINAN]


async def test_a_number_that_was_corrected_is_forgotten_with_its_case(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number), "000000")
    stray = [CarrierReport("nobody's", LI.mobile, "UNDELIV", Delivery.UNDELIVERED)]
    await record_reports(desk, "pretend", stray)
    clock.turn(timedelta(minutes=1))
    await correct_number(desk, journey.provider, case_id(filing), 1, ZHAO.mobile)
    await intake.withdraw_filing(desk, journey.provider, case_id(filing))
    hashes = {desk.mobile_hash(p.mobile).hex() for p in (LI, HAN, ZHAO)}
    before = await dump(desk)
    assert all(found in before for found in hashes)
    await erase_case(desk, case_id(filing))
    after = await dump(desk)
    assert [found for found in hashes if found in after] == []


async def test_what_a_carrier_answers_after_the_erasing_brings_no_id_back(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    taken = await take_messages(desk, ACCOUNT, Carrier.MOBILE, 10)
    await intake.withdraw_filing(desk, journey.provider, case_id(filing))
    await erase_case(desk, case_id(filing))
    answers = [Result(message.key, Accepted("an id of the carrier's")) for message in taken]
    assert answers
    await record_results(desk, ACCOUNT, answers)
    assert types(await journey.look(filing)).count("message.sent") == len(answers)
    assert "an id of the carrier's" not in await dump(desk)


async def test_how_an_erased_case_went_is_still_told_and_proved(desk: Desk) -> None:
    journey, case = await ended(desk)
    told = await lookups.find_filing(desk, journey.provider, case)
    assert told.note == REASON
    assert REASON not in await dump(desk), "even before, it is sealed"
    await erase_case(desk, case)
    view = await lookups.find_filing(desk, journey.provider, case)
    assert (view.state, view.note, view.reference) == ("rejected", None, "")
    assert view.erased_at is not None
    assert [challenge.mobile for challenge in view.challenges] == ["", ""]
    assert types(view)[-2:] == ["filing.rejected", "filing.erased"]
    feed = await lookups.read_feed(desk, journey.provider)
    assert [event.data for event in feed.items[-2:]] == [{"reason": None}, {"why": "asked"}]
    listed = await lookups.list_filings(desk, journey.provider)
    assert [summary.id for summary in listed.items] == [str(case)]
    assert (await lookups.list_filings(desk, journey.provider, reference="")).items == []
    (proof,) = [proof async for proof in prove_trails(desk)]
    assert proof.broken is None
    with pytest.raises(MovedOn):
        await intake.withdraw_filing(desk, journey.provider, case)


async def test_an_erased_number_counts_for_no_limit_and_no_repetition(
    desk: Desk, clock: Clock
) -> None:
    journey, case = await ended(desk)
    await erase_case(desk, case)
    again = await intake.submit_filing(
        desk, journey.provider, plain(new_filing(reference="ORD-7")), idempotency_key="once"
    )
    assert not again.repeated
    await journey.carry()
    clock.turn(timedelta(minutes=1))
    for _ in range(4):  # five an hour, were the first case's message still known
        await answering.ask_again(desk, TIANJIN, LI.mobile, tail(LI.document.number), CALLER)
        assert len(await journey.carry()) == 1
        clock.turn(timedelta(minutes=1))


async def test_an_open_case_is_not_erased_and_it_is_said_why_in_both_languages(
    desk: Desk,
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    with pytest.raises(NotEnded) as refusal:
        await erase_case(desk, case_id(filing))
    problem = refused(refusal.value)
    assert "尚未办结" in problem.title
    assert "has not ended" in problem.title_en
    assert (await journey.look(filing)).challenges[0].mobile == "138****2345"


async def test_erasing_twice_does_nothing_and_a_case_that_is_not_there_is_said_so(
    desk: Desk,
) -> None:
    journey, case = await ended(desk)
    assert await erase_case(desk, case)
    assert not await erase_case(desk, case)
    view = await lookups.find_filing(desk, journey.provider, case)
    assert types(view).count("filing.erased") == 1
    with pytest.raises(NoSuchFiling):
        await erase_case(desk, CaseId(TIANJIN, case.number + 1))


async def test_a_case_whose_key_is_lost_can_be_erased(desk: Desk, clock: Clock) -> None:
    journey, case = await ended(desk)
    stranger = KeyRing.drawn(loaded_dice("another ring"))
    elsewhere = build_desk(desk.database, clock, ring=stranger)
    assert await erase_case(elsewhere, case)
    assert (await lookups.find_filing(desk, journey.provider, case)).note is None


async def test_old_cases_are_erased_by_themselves_in_batches(desk: Desk, clock: Clock) -> None:
    journey = await begin(desk)
    old = [await journey.submit(new_filing(reference=f"OLD-{n}")) for n in range(3)]
    for filing in old:
        await intake.withdraw_filing(desk, journey.provider, case_id(filing))
    clock.turn(timedelta(days=1))
    younger = await journey.submit(new_filing(reference="YOUNGER"))
    await intake.withdraw_filing(desk, journey.provider, case_id(younger))
    still_open = await journey.submit(new_filing(reference="OPEN", province=620000))
    clock.turn(KEEP - timedelta(days=1))
    assert await erase_old_cases(desk) == 0, "nobody said how long they are kept"
    keeping = replace(desk, keep=KEEP)
    assert [await erase_old_cases(keeping, most=2) for _ in range(3)] == [2, 1, 0]
    for filing in old:
        view = await journey.look(filing)
        assert view.erased_at is not None
        assert view.history[-1].data == {"why": "kept_long_enough"}
    for filing in (younger, still_open):
        assert (await journey.look(filing)).erased_at is None

"""Ways that a filing can go besides the straight one, told from submission to the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework import people
from heyan.casework.answers.answering import NOT_FOUND, Verdict
from heyan.casework.bureau import reviewing
from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.casework.filings.lookups import find_registered_subject
from heyan.casework.messages import sending
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.ledger import Refused, Result
from heyan.rules.phone import Carrier
from heyan.rules.refusals import MovedOn, NoSuchFiling
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, SUBJECT, TIANJIN, card, new_filing
from tests.fakes.journeys import ACCOUNT, begin, case_id, report, types

LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)
BEIJING, GANSU = 110000, 620000
HOUR = timedelta(hours=1)


@pytest.mark.rule("R4")
async def test_one_number_for_both_gets_one_code_and_either_document_is_right(desk: Desk) -> None:
    shared = replace(SITE, principal=replace(HAN, mobiles=LI.mobiles))
    for n, typed in enumerate((LI_TAIL, HAN_TAIL)):
        journey = await begin(desk, f"provider {n}")
        filing = await journey.submit(new_filing(shared))
        (challenge,) = filing.challenges
        assert [why.rule for why in challenge.because] == ["R3", "R3"]
        assert len(await journey.carry()) == 1
        assert (await journey.answer(TIANJIN, LI.mobile, typed)).verdict is Verdict.ALL_MET


@pytest.mark.rule("R4")
async def test_one_person_with_two_numbers_gets_two_codes(desk: Desk) -> None:
    twice = replace(SITE, principal=replace(LI, mobiles=LI.mobiles[::-1]))
    journey = await begin(desk)
    await journey.submit(new_filing(twice))
    await journey.carry()
    assert set(journey.phones) == set(LI.mobiles)
    assert (await journey.answer(TIANJIN, LI.mobiles[1], LI_TAIL)).verdict is Verdict.MET
    assert (await journey.answer(TIANJIN, LI.mobiles[0], LI_TAIL)).verdict is Verdict.ALL_MET


@pytest.mark.rule("R1", "R2", "R28", "R30")
async def test_other_provinces_go_straight_to_review_and_it_says_why(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(province=BEIJING))
    assert (filing.state, filing.challenges) == ("reviewing", ())
    assert [why.rule for why in filing.explanation] == ["R1"]
    assert await journey.carry() == []
    approved = await journey.approve(filing)
    assert approved.register_numbers[0] == "京ICP备2018000001号"
    assert (await find_registered_subject(desk, "京ICP备2018000001号")).province == "110000"


@pytest.mark.rule("R24")
async def test_a_filing_is_taken_back_and_its_code_is_dead(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    withdrawn = await intake.withdraw_filing(desk, journey.provider, case_id(filing))
    assert (withdrawn.state, withdrawn.reason) == ("withdrawn", None)
    assert {challenge.state for challenge in withdrawn.challenges} == {"void"}
    assert await journey.answer(TIANJIN, LI.mobile, LI_TAIL) == NOT_FOUND


@pytest.mark.rule("R29")
async def test_a_rejected_filing_goes_back_with_the_officer_s_reason(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    carried = await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    officer = await journey.officer(TIANJIN)
    waiting = await reviewing.list_reviews(desk, officer)
    assert [view.id for view in waiting.items] == [filing.id]
    await reviewing.reject(desk, officer, case_id(filing), "域名未实名认证")
    await report(desk, carried)  # the reports come after the end
    rejected = await journey.look(filing)
    assert (rejected.state, rejected.note) == ("rejected", "域名未实名认证")
    assert types(rejected)[-1] == "message.delivered"
    with pytest.raises(MovedOn):
        await journey.approve(filing)


@pytest.mark.rule("R29")
async def test_another_province_s_officer_has_no_say(desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(province=BEIJING))
    stranger, _ = await people.add_officer(desk, "stranger", GANSU)
    assert (await reviewing.list_reviews(desk, stranger)).items == []
    with pytest.raises(NoSuchFiling):
        await reviewing.approve(desk, stranger, case_id(filing))


@pytest.mark.rule("R22", "R23")
async def test_what_no_carrier_will_have_is_returned_as_undeliverable(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    for carrier in Carrier:
        taken = await sending.take_messages(desk, ACCOUNT, carrier, 10)
        refused = [Result(message.key, Refused("12", permanent=True)) for message in taken]
        await sending.record_results(desk, ACCOUNT, refused)
    clock.turn(48 * HOUR - timedelta(seconds=1))
    assert await work_due_cases(desk) == 0
    clock.turn(timedelta(seconds=1))
    assert await work_due_cases(desk) == 1
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "undeliverable")
    assert [m.stat for c in returned.challenges for m in c.messages] == ["12", "12"]


@pytest.mark.rule("R22")
async def test_the_time_runs_from_the_carrier_s_acceptance_and_not_from_submission(
    desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    clock.turn(30 * HOUR)
    await journey.carry()
    clock.turn(48 * HOUR - timedelta(seconds=1))
    assert (await journey.answer(TIANJIN, LI.mobile, LI_TAIL)).verdict is Verdict.MET
    clock.turn(timedelta(seconds=1))
    await work_due_cases(desk)
    assert (await journey.look(filing)).reason == "expired"


@pytest.mark.rule("R16")
async def test_each_province_finds_its_own_case_of_one_person(desk: Desk) -> None:
    journey = await begin(desk)
    elsewhere = replace(LI, document=replace(LI.document, number=card(7)))
    filings = {
        TIANJIN: new_filing(replace(SITE, principal=LI)),
        GANSU: new_filing(
            replace(SITE, principal=elsewhere),
            subject=replace(SUBJECT, principal=elsewhere),
            province=GANSU,
            reference="GANSU",
        ),
    }
    codes = {}
    for province, filing in filings.items():
        await journey.submit(filing)
        await journey.carry()
        codes[province] = journey.code(LI.mobile)
        host = {TIANJIN: "tjcainfo", GANSU: "gscainfo"}[province]
        assert f"到{host}." in journey.phones[LI.mobile][-1]
    tails = {TIANJIN: LI_TAIL, GANSU: tail(card(7))}
    for here, there in ((TIANJIN, GANSU), (GANSU, TIANJIN)):
        crossed = await journey.answer(here, LI.mobile, tails[there], codes[there])
        assert crossed == NOT_FOUND
        answered = await journey.answer(here, LI.mobile, tails[here], codes[here])
        assert answered.verdict is Verdict.ALL_MET

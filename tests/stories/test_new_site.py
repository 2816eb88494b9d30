"""新增网站备案: 验证网站负责人手机号码."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.answers.answering import Verdict, ask_again
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, SUBJECT_NUMBER, TIANJIN, ZHAO, new_site
from tests.fakes.journeys import CALLER, Journey, types
from tests.fakes.register import entered, verify

SHOP = replace(SITE, name="海河商城", domains=("shop.example",))
FORUM = replace(SITE, name="海河论坛", domains=("forum.example",), principal=ZHAO)
HAN_TAIL, ZHAO_TAIL = tail(HAN.document.number), tail(ZHAO.document.number)


@pytest.mark.rule("R3", "R28")
async def test_each_new_sites_principal_proves_the_number(journey: Journey) -> None:
    filing = await verify(journey, new_site(SHOP, FORUM), HAN, ZHAO)
    assert LI.mobile not in journey.phones, "the subject is registered already"
    approved = await journey.approve(filing)
    assert approved.register_numbers == (f"{SUBJECT_NUMBER}-2", f"{SUBJECT_NUMBER}-3")
    sites = (await entered(journey.desk)).sites
    assert [site.name for site in sites] == ["海河新闻", "海河商城", "海河论坛"]


@pytest.mark.rule("R4")
async def test_one_number_for_two_sites_takes_the_document_of_either(journey: Journey) -> None:
    shared = replace(FORUM, principal=replace(ZHAO, mobiles=HAN.mobiles))
    filing = await journey.submit(new_site(SHOP, shared))
    await journey.carry()
    assert len(journey.phones[HAN.mobile]) == len(filing.challenges) == 1
    answered = await journey.answer(TIANJIN, HAN.mobile, ZHAO_TAIL)
    assert answered.verdict is Verdict.ALL_MET


@pytest.mark.rule("R20", "R21")
async def test_a_tail_may_be_typed_with_brackets_in_full_width_and_spaces(
    journey: Journey,
) -> None:
    assert ZHAO_TAIL == "567(8)"
    for n, typed in enumerate(("567（8）", " 5 6 7 ( 8 ) ", "５６７（８）")):
        site = replace(FORUM, domains=(f"forum{n}.example",))
        filing = await journey.submit(new_site(site, reference=f"ORD-{n}"))
        await journey.carry()
        answered = await journey.answer(TIANJIN, ZHAO.mobile, typed)
        assert answered.verdict is Verdict.ALL_MET
        assert (await journey.look(filing)).state == "reviewing"


@pytest.mark.rule("R12", "R13")
async def test_who_waits_in_vain_has_the_same_code_sent_again(
    journey: Journey, clock: Clock
) -> None:
    await journey.submit(new_site(FORUM))
    await journey.carry()
    code = journey.code(ZHAO.mobile)
    await ask_again(journey.desk, TIANJIN, ZHAO.mobile, ZHAO_TAIL, CALLER)
    assert await journey.carry() == [], "a minute has not passed"
    clock.turn(timedelta(minutes=1))
    await ask_again(journey.desk, TIANJIN, ZHAO.mobile, HAN_TAIL, CALLER)
    assert await journey.carry() == [], "the tail is not his"
    await ask_again(journey.desk, TIANJIN, ZHAO.mobile, ZHAO_TAIL, CALLER)
    assert len(await journey.carry()) == 1
    assert journey.code(ZHAO.mobile) == code
    assert "5日09:00前" in journey.phones[ZHAO.mobile][-1]


@pytest.mark.rule("R20", "R23")
async def test_after_five_wrong_tails_it_goes_back_and_a_new_filing_begins_anew(
    journey: Journey, clock: Clock
) -> None:
    filing = await journey.submit(new_site(FORUM))
    await journey.carry()
    code = journey.code(ZHAO.mobile)
    for _ in range(5):
        answered = await journey.answer(TIANJIN, ZHAO.mobile, HAN_TAIL)
    assert answered.verdict is Verdict.FAILED
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "failed")
    assert types(returned)[-1] == "filing.returned"

    clock.turn(timedelta(hours=1))
    again = await journey.submit(new_site(FORUM))
    await journey.carry()
    assert str(again.deadline) == "2018-09-05 10:00:00+08:00"
    with_old_code = await journey.answer(TIANJIN, ZHAO.mobile, ZHAO_TAIL, code)
    assert with_old_code.verdict is Verdict.NOT_FOUND
    with_new_code = await journey.answer(TIANJIN, ZHAO.mobile, ZHAO_TAIL)
    assert with_new_code.verdict is Verdict.ALL_MET


@pytest.mark.rule("R22", "R24")
async def test_an_answer_a_moment_too_late_finds_no_record_though_the_clockwork_stands_still(
    journey: Journey, clock: Clock
) -> None:
    filing = await journey.submit(new_site(FORUM))
    clock.turn(timedelta(hours=1))
    await journey.carry()
    clock.turn(timedelta(hours=48))
    late = await journey.answer(TIANJIN, ZHAO.mobile, ZHAO_TAIL)
    assert late.verdict is Verdict.NOT_FOUND
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "expired")
    assert await work_due_cases(journey.desk) == 0

"""变更备案信息: 验证主体负责人手机号或网站负责人手机号."""

from dataclasses import replace

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.rules.documents import tail
from heyan.rules.filing import Site, Subject
from heyan.rules.phone import Mobile
from tests.fakes.filings import HAN, LI, SITE, SUBJECT, TIANJIN, change
from tests.fakes.journeys import Journey, begin
from tests.fakes.register import entered, refused, verify

NEW_NUMBER = Mobile("18622212345")
MOVED = replace(SUBJECT, address="天津市河西区友谊路2号")
RENAMED = replace(SITE, name="海河日报")


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("subject", "site", "asked"),
    [
        (MOVED, SITE, {LI.mobile}),
        (SUBJECT, RENAMED, {HAN.mobile}),
        (MOVED, RENAMED, {LI.mobile, HAN.mobile}),
    ],
    ids=["the subject", "the site", "both"],
)
async def test_whose_data_change_proves_the_number(
    journey: Journey, subject: Subject, site: Site, asked: set[str]
) -> None:
    await journey.submit(change(subject, site))
    await journey.carry()
    assert journey.phones.keys() == asked


@pytest.mark.rule("R28")
async def test_after_the_verdict_the_register_has_what_was_filed(journey: Journey) -> None:
    await journey.approve(await verify(journey, change(site=RENAMED), HAN))
    (site,) = (await entered(journey.desk)).sites
    assert (site.name, site.shell) == ("海河日报", False)


@pytest.mark.rule("R5", "R6")
async def test_a_new_number_gets_the_code_and_only_it(journey: Journey) -> None:
    moved = replace(HAN, mobiles=(NEW_NUMBER, *HAN.mobiles))
    filing = await verify(journey, change(site=replace(SITE, principal=moved)), moved)
    assert journey.phones.keys() == {NEW_NUMBER}, "the old one is 联系方式 2 now"
    await journey.approve(filing)
    assert (await entered(journey.desk)).sites[0].mobile == "186****2345"


@pytest.mark.rule("R21")
async def test_who_takes_over_answers_with_the_own_document(journey: Journey) -> None:
    successor = replace(LI, name="周舟", mobiles=(NEW_NUMBER,), document=HAN.document)
    await journey.submit(change(replace(SUBJECT, principal=successor)))
    await journey.carry()
    before = await journey.answer(TIANJIN, NEW_NUMBER, tail(LI.document.number))
    assert before.verdict is Verdict.NOT_FOUND
    own = await journey.answer(TIANJIN, NEW_NUMBER, tail(HAN.document.number))
    assert own.verdict is Verdict.ALL_MET


@pytest.mark.rule("R4")
async def test_one_person_for_both_parts_proves_one_number_once(journey: Journey) -> None:
    filing = change(MOVED, replace(SITE, principal=LI))
    await journey.approve(await verify(journey, filing, LI))
    assert [len(texts) for texts in journey.phones.values()] == [1]


@pytest.mark.rule("R3")
async def test_remarks_alone_ask_nobody(journey: Journey) -> None:
    filing = await verify(journey, change(replace(SUBJECT, remarks="每月更新")))
    assert filing.challenges == ()
    assert [why.rule for why in filing.explanation] == ["R3"]
    assert journey.phones == {}


@pytest.mark.rule("R7")
async def test_what_changes_nothing_or_is_not_carried_is_refused(journey: Journey) -> None:
    assert await refused(journey, change()) == ["nothing_changed"]
    other = await begin(journey.desk, "河西云")
    assert await refused(other, change(site=RENAMED)) == ["not_your_access"]

"""注销网站: 验证网站负责人手机号码."""

import pytest

from heyan.casework.answering import Verdict
from heyan.casework.lookups import find_registered_site
from heyan.rules.documents import tail
from heyan.rules.refusals import NoSuchEntry
from tests.fakes.filings import HAN, LI, SITE_NUMBER, SUBJECT, TIANJIN, cancel_site
from tests.fakes.journeys import Journey, begin
from tests.fakes.register import entered, refused, verify

GANSU = 620000


@pytest.mark.rule("R3", "R28")
async def test_the_sites_principal_proves_the_number_and_the_site_is_gone(
    journey: Journey,
) -> None:
    filing = await verify(journey, cancel_site(), HAN)
    assert journey.phones.keys() == {HAN.mobile}
    await journey.approve(filing)
    with pytest.raises(NoSuchEntry):
        await find_registered_site(journey.desk, SITE_NUMBER)
    subject = await entered(journey.desk)
    assert (subject.name, subject.sites) == (SUBJECT.name, ())
    assert await refused(journey, cancel_site("AGAIN")) == ["no_such_site"]


@pytest.mark.rule("R3")
async def test_the_message_names_the_site_as_registered(journey: Journey) -> None:
    await journey.submit(cancel_site())
    await journey.carry()
    (text,) = journey.phones[HAN.mobile]
    assert "核验海河新闻的备案" in text


@pytest.mark.rule("R16", "R19")
async def test_the_code_is_good_for_nobody_else_and_nowhere_else(journey: Journey) -> None:
    await journey.submit(cancel_site())
    await journey.carry()
    code = journey.code(HAN.mobile)
    hans, lis = tail(HAN.document.number), tail(LI.document.number)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for province, mobile, number, given in (
        (GANSU, HAN.mobile, hans, code),
        (TIANJIN, LI.mobile, lis, code),
        (TIANJIN, HAN.mobile, hans, wrong),
        (TIANJIN, HAN.mobile, lis, code),
        (TIANJIN, "no number", hans, code),
    ):
        answered = await journey.answer(province, mobile, number, given)
        assert (answered.verdict, answered.others) == (Verdict.NOT_FOUND, ())
    right = await journey.answer(TIANJIN, HAN.mobile, hans)
    assert right.verdict is Verdict.ALL_MET


@pytest.mark.rule("R3")
async def test_another_provider_may_file_it_since_the_principal_proves_it(
    journey: Journey,
) -> None:
    other = await begin(journey.desk, "河西云")
    assert (await other.approve(await verify(other, cancel_site(), HAN))).state == "approved"

"""注销网站: one site goes, its subject stays (验证网站负责人手机号码)."""

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.bureau.registering import import_subject
from heyan.casework.desk import Desk
from heyan.casework.filings.lookups import find_registered_site, find_registered_subject
from heyan.rules.documents import tail
from heyan.rules.reading_register import plain_line
from heyan.rules.refusals import NoSuchEntry
from tests.fakes.filings import (
    HAN,
    OURS,
    SITE_NUMBER,
    SUBJECT_NUMBER,
    TIANJIN,
    cancel_site,
    registered,
)
from tests.fakes.journeys import Journey, begin, types

HAN_TAIL = tail(HAN.document.number)


async def carried(desk: Desk, *, carried: bool) -> Journey:
    journey = await begin(desk)
    line = plain_line(registered(carried=carried), {OURS: journey.provider.name})
    assert await import_subject(desk, line) == ()
    return journey


@pytest.mark.rule("R3", "R28")
@pytest.mark.parametrize("by_somebody", [True, False])
async def test_the_site_s_principal_answers_and_the_site_ends(
    desk: Desk, *, by_somebody: bool
) -> None:
    journey = await carried(desk, carried=by_somebody)
    filing = await journey.submit(cancel_site())
    await journey.carry()
    assert list(journey.phones) == [HAN.mobile]
    assert (await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)).verdict is Verdict.ALL_MET
    approved = await journey.approve(filing)
    assert approved.register_numbers == (SITE_NUMBER,)
    with pytest.raises(NoSuchEntry):
        await find_registered_site(desk, SITE_NUMBER)
    assert (await find_registered_subject(desk, SUBJECT_NUMBER)).sites == ()


@pytest.mark.rule("R20", "R23")
async def test_five_wrong_tails_leave_the_site_where_it_is(desk: Desk) -> None:
    journey = await carried(desk, carried=True)
    filing = await journey.submit(cancel_site())
    await journey.carry()
    for _ in range(5):
        answered = await journey.answer(TIANJIN, HAN.mobile, "000000")
    assert answered.verdict is Verdict.FAILED
    returned = await journey.look(filing)
    assert (returned.state, returned.reason) == ("returned", "failed")
    assert types(returned)[-2:] == ["challenge.wrong_tail", "filing.returned"]
    assert (await find_registered_site(desk, SITE_NUMBER)).name == "海河新闻"

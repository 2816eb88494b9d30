"""取消接入: a provider lets a site go; the last one leaves an empty shell (空壳网站)."""

import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.bureau.registering import import_subject
from heyan.casework.desk import Desk
from heyan.casework.filings.lookups import find_registered_site
from heyan.rules.documents import tail
from heyan.rules.reading_register import plain_line
from heyan.rules.refusals import Faulty
from tests.fakes.filings import (
    HAN,
    OURS,
    SITE_NUMBER,
    TIANJIN,
    cancel_access,
    new_access,
    registered,
)
from tests.fakes.journeys import Journey, begin

HAN_TAIL = tail(HAN.document.number)


async def prove(journey: Journey, reference: str) -> None:
    """File the end of this provider's access, and have it proved and approved."""
    filing = await journey.submit(cancel_access(reference))
    await journey.carry()
    assert list(journey.phones) == [HAN.mobile]
    assert (await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)).verdict is Verdict.ALL_MET
    await journey.approve(filing)


@pytest.mark.rule("R3", "R28")
async def test_the_last_access_that_ends_leaves_a_shell_site(desk: Desk) -> None:
    present, second = await begin(desk, "海河云"), await begin(desk, "渤海云")
    second.officers = present.officers
    assert await import_subject(desk, plain_line(registered(), {OURS: "海河云"})) == ()
    with pytest.raises(Faulty) as refused:
        await second.submit(cancel_access())
    assert [fault.code for fault in refused.value.faults] == ["not_your_access"]
    joining = await second.submit(new_access())
    await second.carry()
    await second.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    await second.approve(joining)

    await prove(present, "LEAVING")
    site = await find_registered_site(desk, SITE_NUMBER)
    assert ([access.provider for access in site.accesses], site.shell) == (["渤海云"], False)
    await prove(second, "LEAVING TOO")
    site = await find_registered_site(desk, SITE_NUMBER)
    assert (site.accesses, site.shell, site.name) == ((), True, "海河新闻")

"""What a thief of the database reads: nothing personal, and no code (R13)."""

import pytest

from heyan.casework.answers import answering, captchas
from heyan.casework.desk import Desk
from heyan.keys.sealing import Cipher
from heyan.rules.documents import tail
from heyan.rules.filing import Principal, Site, Subject
from heyan.store.database import Database
from tests.fakes.clock import Clock
from tests.fakes.desks import build_desk
from tests.fakes.filings import HAN, LI, SITE, SUBJECT, TIANJIN, new_filing
from tests.fakes.journeys import CALLER, Journey, begin
from tests.fakes.leaks import leaks
from tests.fakes.tables import dump

# What the authority publishes of every filing is no secret: names of sites, domains, addresses of
# machines. They stand in the register's accesses in clear.


def secrets_of(principal: Principal) -> set[str]:
    number = principal.document.number
    told = {principal.name, number, number[-6:], *principal.mobiles, principal.email}
    return (told | {principal.emergency_phone}) - {""}


async def whole_journey(desk: Desk) -> tuple[Journey, set[str]]:
    """Take a filing into the register, with wrong answers, a captcha and a resend on the way."""
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    codes = {journey.code(LI.mobile), journey.code(HAN.mobile)}
    captcha = await captchas.make_captcha(desk, TIANJIN, captchas.Purpose.VERIFY, "browser")
    await answering.ask_again(desk, TIANJIN, LI.mobile, tail(LI.document.number), CALLER)
    await journey.answer(TIANJIN, LI.mobile, "246810")
    for principal in (LI, HAN):
        await journey.answer(TIANJIN, principal.mobile, tail(principal.document.number))
    await journey.approve(filing)
    return journey, codes | {captcha.answer}


@pytest.mark.rule("R13", "R30")
@pytest.mark.parametrize("cipher", Cipher)
async def test_no_table_tells_a_code_or_anything_personal(
    database: Database, clock: Clock, cipher: Cipher
) -> None:
    desk = build_desk(database, clock, cipher=cipher)
    _, codes = await whole_journey(desk)
    told = await dump(desk)
    assert "津ICP备2018000001号" in told, "the dump has the rows"
    secrets = codes | secrets_of(LI) | secrets_of(HAN) | confidential(SUBJECT, SITE) | {"246810"}
    assert leaks(told, secrets) == set()


def confidential(subject: Subject, site: Site) -> set[str]:
    return {subject.document.number, subject.address, subject.name, site.name}

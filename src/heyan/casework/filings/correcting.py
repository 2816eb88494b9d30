"""A provider corrects the number of an open challenge (R8)."""

from functools import partial

import msgspec

from heyan.casework import consequences
from heyan.casework.codes import draw_new_codes
from heyan.casework.consequences import changes_of
from heyan.casework.desk import Desk
from heyan.casework.filings import lookups
from heyan.casework.filings.views import FilingView
from heyan.casework.messages.porting import look_up
from heyan.casework.people import Provider
from heyan.rules.case import challenge_of
from heyan.rules.correcting import correct, corrected_filing
from heyan.rules.ids import CaseId
from heyan.rules.phone import Mobile, read_mobile
from heyan.rules.refusals import BadMobile, MovedOn, NoSuchChallenge, NoSuchFiling, NoSuchRecord
from heyan.rules.writing import canonical, filing_from
from heyan.store import cases, filings
from heyan.store.case_rows import Stored
from heyan.store.database import Transaction, retrying


async def correct_number(
    desk: Desk, provider: Provider, case: CaseId, n: int, mobile: str
) -> FilingView:
    """Give a challenge another number.

    Raises NoSuchFiling, NoSuchChallenge, BadMobile, MovedOn, NoMoreCorrections,
    NumberFromRegister, NumberInCase, SameNumber.
    """
    number = read_mobile(mobile)
    if number is None:
        raise BadMobile
    await look_up(desk, [number])
    await retrying(partial(_correct, desk, provider, case, n, number))
    desk.ring_for_messages()
    return await lookups.find_filing(desk, provider, case)


async def _correct(desk: Desk, provider: Provider, case: CaseId, n: int, mobile: Mobile) -> None:
    now, mobile_hash = desk.clock(), desk.mobile_hash(mobile)
    async with desk.database.transaction() as tx:
        await cases.lock_words(tx, [mobile_hash])  # its new code is to be distinct (R9)
        loaded = await cases.lock(tx, desk.sealer, case.province, [case.number])
        stored = loaded.get(case.number)
        if stored is None or stored.case.provider != provider.id:
            raise NoSuchFiling
        changes = changes_of(case.province, loaded)
        try:
            changes.take(correct(stored.case, n, mobile, now))
        except NoSuchRecord:
            raise NoSuchChallenge from None
        challenge = changes.challenge(case.number, n)
        if challenge.mobile == mobile:  # else its time was over, and the case went back
            changes.mobiles[case.number] = {**stored.mobiles, n: mobile_hash}
            await draw_new_codes(desk, tx, changes)
            await cases.renumber(
                tx, desk.sealer, stored, challenge_of(changes.cases[case.number], n), mobile_hash
            )
            await _correct_filing(desk, tx, stored, challenge.because, mobile)
        await consequences.save(tx, changes, now)
    if challenge.mobile != mobile:
        raise MovedOn


async def _correct_filing(
    desk: Desk, tx: Transaction, stored: Stored, because: tuple[str, ...], mobile: Mobile
) -> None:
    """Correct the number in the filing too, for it is what approval writes down (R28)."""
    plain = await filings.read_filing(tx, desk.sealer, stored)
    if plain is not None:
        filing = filing_from(msgspec.json.decode(plain))
        corrected = canonical(corrected_filing(filing, because, mobile))
        await filings.replace_filing(tx, desk.sealer, stored, corrected)

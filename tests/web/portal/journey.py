"""A filing on its way, as far as a person at the portal has to do with it."""

import re
from dataclasses import dataclass, replace

from heyan.casework.desk import Desk
from heyan.casework.intake import submit_filing
from heyan.casework.people import add_provider
from heyan.casework.sending import record_results, take_messages
from heyan.rules.documents import tail
from heyan.rules.filing import Principal
from heyan.rules.ledger import Accepted, Result
from heyan.rules.phone import Carrier
from heyan.rules.writing import plain
from tests.fakes.filings import HAN, LI, SITE, SUBJECT, TIANJIN, new_filing

ACCOUNT = "test"


@dataclass(frozen=True)
class Person:
    """What a person at the portal knows."""

    mobile: str
    tail: str
    code: str

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 1_000_000:06}"

    @property
    def wrong_tail(self) -> str:
        return "00000" + ("0" if self.tail[-1] != "0" else "1")


async def submit(
    desk: Desk, *people: Principal, province: int = TIANJIN, reference: str = "ORD-1"
) -> list[Person]:
    """Submit a new filing of one subject and one site, and read the messages of its people."""
    subject, site = people or (LI, HAN)
    filing = new_filing(
        replace(SITE, principal=site),
        subject=replace(SUBJECT, principal=subject),
        province=province,
        reference=reference,
    )
    provider, _ = await add_provider(desk, f"provider of {reference}")
    await submit_filing(desk, provider, plain(filing))
    codes = await messages(desk)
    return [
        Person(p.mobile, tail(p.document.number), codes[p.mobile])
        for p in dict.fromkeys(people or (LI, HAN))
    ]


async def messages(desk: Desk) -> dict[str, str]:
    """Take what waits to be sent, as a carrier that accepts it all; return code by number."""
    codes: dict[str, str] = {}
    for carrier in Carrier:
        taken = await take_messages(desk, ACCOUNT, carrier, 100)
        results = [Result(m.key, Accepted(f"{carrier}-{m.key}")) for m in taken]
        await record_results(desk, ACCOUNT, results)
        for message in taken:
            found = re.search("验证码([0-9]{6})", message.text)
            assert found is not None
            codes[message.mobile] = found[1]
    return codes

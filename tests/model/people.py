"""Whom the model's filings name: a few numbers, of which several people may share one."""

from dataclasses import dataclass, replace

from heyan.rules.filing import Document, Filing, FilingKind, Principal
from heyan.rules.phone import Mobile
from tests.fakes import filings
from tests.fakes.filings import HAN, LI, SITE, SUBJECT, card

NUMBERS = ("13802112345", "18602212345", "17012345678", "18912345678", "13902112345")
CARDS = tuple(card(order) for order in (301, 302, 303))
TAILS = tuple(number[-6:] for number in CARDS)
WRONG = "000000"


@dataclass(frozen=True)
class Person:
    """A principal: one of the numbers, one of the cards."""

    number: str
    card: int

    @property
    def principal(self) -> Principal:
        document = Document(type=2, number=CARDS[self.card])
        return replace(LI, document=document, mobiles=(Mobile(self.number),))

    @property
    def asked(self) -> tuple[str, frozenset[str]]:
        return self.number, frozenset({TAILS[self.card]})


def filing_of(people: tuple[Person, ...], province: str, reference: str) -> Filing:
    """Return a new filing: the first answers for the subject, each other for a site of it."""
    subject = replace(SUBJECT, principal=people[0].principal)
    sites = (
        replace(SITE, principal=each.principal, domains=(f"haihe{n}.example",))
        for n, each in enumerate(people[1:] or people)
    )
    return filings.new_filing(*sites, subject=subject, province=int(province), reference=reference)


LI_ASKED = (LI.mobile, frozenset({LI.document.number[-6:]}))
HAN_ASKED = (HAN.mobile, frozenset({HAN.document.number[-6:]}))


def change_of(
    subject: Person | None, site: Person | None, reference: str
) -> tuple[Filing, tuple[tuple[str, frozenset[str]], ...]]:
    """Return a change of the registered subject, its site or both, and whom R3 and R6 ask.

    Where neither changes, there are other remarks, and those challenge nobody.
    """
    filing = filings.change(
        subject=replace(SUBJECT, principal=subject.principal) if subject else SUBJECT,
        site=replace(SITE, principal=site.principal) if site else SITE,
        reference=reference,
    )
    if subject is None and site is None:
        filing = replace(filing, subject=replace(SUBJECT, remarks="2018"))
    return filing, tuple(each.asked for each in (subject, site) if each is not None)


# Whose number R3 asks when the registered subject (Li) or its site (Han) is filed again.
OF_THE_REGISTER = {
    FilingKind.CANCEL_SUBJECT: LI_ASKED,
    FilingKind.CANCEL_SITE: HAN_ASKED,
    FilingKind.CANCEL_ACCESS: HAN_ASKED,
    FilingKind.NEW_ACCESS: HAN_ASKED,
}

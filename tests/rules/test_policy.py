from dataclasses import replace

import pytest

from heyan.rules.editions import PILOT_2017
from heyan.rules.filing import Filing, FilingKind, SiteEntry
from heyan.rules.phone import Mobile
from heyan.rules.policy import Demand, demands
from heyan.rules.register import Registered
from tests.fakes.filings import (
    HAN,
    LI,
    OURS,
    SITE,
    SITE_NUMBER,
    SUBJECT,
    ZHAO,
    cancel_access,
    cancel_site,
    cancel_subject,
    change,
    filing_of,
    new_access,
    new_filing,
    new_site,
    registered,
)

NEW_NUMBER = Mobile("13902112345")
SUBJECTS = Demand(LI.mobile, LI.document.number[-6:], "subject")
SITES = Demand(HAN.mobile, HAN.document.number[-6:], "site:0")


def asked(filing: Filing, register: Registered | None = None) -> tuple[Demand, ...]:
    return demands(filing, register, OURS, PILOT_2017)


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("filing", "those"),
    [
        (new_filing(), (SUBJECTS, SITES)),
        (new_site(), (SITES,)),
        (new_access(), (SITES,)),
        (new_access(HAN.mobile), (SITES,)),
        (cancel_subject(), (SUBJECTS,)),
        (cancel_site(), (SITES,)),
        (cancel_access(), (SITES,)),
    ],
    ids=lambda value: value.kind if isinstance(value, Filing) else "",
)
def test_each_kind_asks_the_seed_s_people(filing: Filing, those: tuple[Demand, ...]) -> None:
    assert asked(filing, registered()) == those


@pytest.mark.rule("R3")
def test_every_site_of_a_filing_asks_its_own_principal() -> None:
    second = replace(SITE, name="海河图片", domains=("pictures.example",), principal=ZHAO)
    tails = [(d.because, d.mobile) for d in asked(new_filing(SITE, second))]
    assert tails == [("subject", LI.mobile), ("site:0", HAN.mobile), ("site:1", ZHAO.mobile)]


@pytest.mark.rule("R3")
def test_who_is_asked_by_the_register_is_asked_as_registered_there() -> None:
    moved = replace(registered(), subject=replace(SUBJECT, principal=ZHAO))
    assert asked(cancel_subject(), moved) == (Demand(ZHAO.mobile, "567(8)", "subject"),)


@pytest.mark.rule("R1")
@pytest.mark.parametrize("kind", FilingKind)
def test_other_provinces_ask_nobody(kind: FilingKind) -> None:
    assert asked(replace(filing_of(kind), province=110000), registered()) == ()


def test_an_edition_may_leave_a_kind_out() -> None:
    fewer = replace(PILOT_2017, challenged={})
    assert demands(new_filing(), None, OURS, fewer) == ()


@pytest.mark.rule("R5")
def test_only_the_first_number_is_asked() -> None:
    assert len(LI.mobiles) > 1
    others = {LI.mobiles[1], LI.emergency_phone}
    assert not others & {demand.mobile for demand in asked(new_filing())}


@pytest.mark.rule("R3", "R6")
def test_a_changed_subject_asks_its_principal_at_the_new_number() -> None:
    renamed = replace(SUBJECT, name="天津海河文化有限公司")
    assert asked(change(subject=renamed), registered()) == (SUBJECTS,)
    moved = replace(SUBJECT, principal=replace(LI, mobiles=(NEW_NUMBER,)))
    assert asked(change(subject=moved), registered()) == (replace(SUBJECTS, mobile=NEW_NUMBER),)


@pytest.mark.rule("R3", "R6")
def test_a_changed_site_asks_its_principal_at_the_new_number() -> None:
    moved = replace(SITE, principal=replace(HAN, mobiles=(NEW_NUMBER,)))
    assert asked(change(site=moved), registered()) == (replace(SITES, mobile=NEW_NUMBER),)


@pytest.mark.rule("R3", "R6")
def test_a_new_principal_of_a_site_is_asked_and_the_old_one_is_not() -> None:
    taken_over = replace(SITE, principal=ZHAO)
    assert [d.mobile for d in asked(change(site=taken_over), registered())] == [ZHAO.mobile]


@pytest.mark.rule("R3")
def test_both_changed_asks_both() -> None:
    filing = change(replace(SUBJECT, address="天津市南开区"), replace(SITE, name="海河日报"))
    assert asked(filing, registered()) == (SUBJECTS, SITES)


@pytest.mark.rule("R3")
def test_remarks_alone_ask_nobody() -> None:
    filing = change(replace(SUBJECT, remarks="a"), replace(SITE, remarks="b"))
    assert asked(filing, registered()) == ()


@pytest.mark.rule("R21")
def test_a_tail_is_never_of_the_business_licence() -> None:
    licence = SUBJECT.document.number[-6:]
    assert licence not in {demand.tail for demand in asked(new_filing())}


def test_a_site_that_the_register_has_not_asks_nobody() -> None:
    filing = replace(cancel_site(), sites=(SiteEntry(number=f"{SITE_NUMBER}9"),))
    assert asked(filing, registered()) == ()
    assert asked(cancel_subject()) == ()
    assert asked(replace(new_site(), sites=(SiteEntry(),)), registered()) == ()

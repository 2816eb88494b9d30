from dataclasses import replace

import pytest

from heyan.rules.changes import as_registered, changed_parts, changes_nothing, stated_access
from heyan.rules.filing import Filing, Site, SiteEntry, Subject
from heyan.rules.phone import Mobile
from tests.fakes.filings import (
    ACCESS,
    HAN,
    LI,
    OURS,
    SITE,
    SITE_NUMBER,
    SUBJECT,
    change,
    new_filing,
    registered,
)

THEIRS = 2
MOVED = replace(ACCESS, ips=("203.0.113.8",))


def parts(filing: Filing, provider: int = OURS) -> frozenset[str]:
    return changed_parts(filing, registered(), provider)


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    "subject",
    [
        replace(SUBJECT, name="天津海河文化有限公司"),
        replace(SUBJECT, nature=5),
        replace(SUBJECT, document=replace(SUBJECT.document, number="91120000MA05X54321")),
        replace(SUBJECT, address="天津市南开区"),
        replace(SUBJECT, principal=replace(LI, name="李江")),
        replace(SUBJECT, principal=replace(LI, mobiles=LI.mobiles[::-1])),
        replace(SUBJECT, principal=replace(LI, email="")),
        replace(SUBJECT, principal=replace(LI, emergency_phone="")),
    ],
)
def test_whatever_differs_of_a_subject_is_a_change_of_it(subject: Subject) -> None:
    assert parts(change(subject=subject)) == {"subject"}


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    "site",
    [
        replace(SITE, name="海河日报"),
        replace(SITE, domains=("haihe.example", "more.example")),
        replace(SITE, home_url="haihe.example"),
        replace(SITE, principal=replace(HAN, mobiles=(Mobile("13902112345"),))),
        replace(SITE, access=MOVED),
    ],
)
def test_whatever_differs_of_a_site_is_a_change_of_it(site: Site) -> None:
    assert parts(change(site=site)) == {"site:0"}


@pytest.mark.rule("R3")
def test_remarks_alone_change_no_part_but_are_a_change() -> None:
    for filing in (
        change(subject=replace(SUBJECT, remarks="a")),
        change(site=replace(SITE, remarks="b")),
    ):
        assert parts(filing) == frozenset()
        assert not changes_nothing(filing, registered(), OURS)


def test_the_same_again_changes_nothing() -> None:
    assert parts(change()) == frozenset()
    assert changes_nothing(change(), registered(), OURS)
    assert changes_nothing(replace(change(), subject=None), registered(), OURS)
    assert not changes_nothing(change(site=replace(SITE, name="x")), registered(), OURS)


@pytest.mark.rule("R3")
def test_an_access_is_compared_with_the_provider_s_own_and_not_with_another_s() -> None:
    assert parts(change(), provider=THEIRS) == {"site:0"}


def test_without_a_register_or_entry_nothing_is_changed() -> None:
    assert changed_parts(change(), None, OURS) == frozenset()
    elsewhere = replace(change(), sites=(SiteEntry(number=f"{SITE_NUMBER}9", site=SITE),))
    assert parts(elsewhere) == frozenset()
    assert changes_nothing(elsewhere, registered(), OURS)


def test_an_access_is_found_wherever_it_is_stated() -> None:
    assert stated_access(SiteEntry(access=MOVED)) == MOVED
    assert stated_access(SiteEntry(site=SITE)) == ACCESS
    assert stated_access(SiteEntry(number=SITE_NUMBER)) is None
    assert as_registered(SITE).access is None
    assert parts(replace(new_filing(), sites=())) == frozenset()
    bare = SiteEntry(number=SITE_NUMBER, site=as_registered(SITE))
    assert parts(replace(change(), sites=(bare,))) == frozenset()

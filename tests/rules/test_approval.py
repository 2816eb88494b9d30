from dataclasses import replace

import pytest

from heyan.rules.approval import (
    EndAccess,
    EndSite,
    EndSubject,
    PutAccess,
    PutSite,
    PutSubject,
    entries,
    numbers,
)
from heyan.rules.changes import as_registered
from heyan.rules.filing import FilingKind, SiteEntry
from heyan.rules.refusals import RegisterMoved
from tests.fakes.filings import (
    ACCESS,
    OURS,
    SITE,
    SITE_NUMBER,
    SUBJECT,
    SUBJECT_NUMBER,
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

NEW = "津ICP备2018000009号"
THEIRS = 2
BARE = as_registered(SITE)


@pytest.mark.rule("R28")
def test_a_new_filing_enters_a_subject_with_its_sites_and_accesses() -> None:
    second = replace(SITE, name="海河图片", access=replace(ACCESS, ips=("203.0.113.9",)))
    written = entries(new_filing(SITE, second), OURS, None, NEW)
    assert written == (
        PutSubject(NEW, SUBJECT),
        PutSite(f"{NEW}-1", BARE),
        PutAccess(f"{NEW}-1", OURS, ACCESS),
        PutSite(f"{NEW}-2", as_registered(second)),
        PutAccess(f"{NEW}-2", OURS, replace(ACCESS, ips=("203.0.113.9",))),
    )
    assert numbers(written) == (NEW, f"{NEW}-1", f"{NEW}-2")


@pytest.mark.rule("R28")
def test_a_new_site_gets_a_number_that_was_never_given() -> None:
    after_many = replace(registered(), last_site=7)
    written = entries(new_site(), OURS, after_many, SUBJECT_NUMBER)
    assert numbers(written) == (f"{SUBJECT_NUMBER}-8",)


@pytest.mark.rule("R28")
def test_a_new_access_is_entered_and_nothing_else() -> None:
    written = entries(new_access(), THEIRS, registered(), SUBJECT_NUMBER)
    assert written == (PutAccess(SITE_NUMBER, THEIRS, ACCESS),)


@pytest.mark.rule("R28")
def test_changed_data_replaces_the_old() -> None:
    renamed, moved = replace(SUBJECT, name="天津海河文化有限公司"), replace(SITE, name="海河日报")
    touched = ("subject", "site:0")
    written = entries(change(renamed, moved), OURS, registered(), SUBJECT_NUMBER, touched)
    assert written == (
        PutSubject(SUBJECT_NUMBER, renamed),
        PutSite(SITE_NUMBER, as_registered(moved)),
        PutAccess(SITE_NUMBER, OURS, ACCESS),
    )


@pytest.mark.rule("R28")
def test_what_is_cancelled_ends() -> None:
    held = registered()
    assert entries(cancel_subject(), OURS, held, "") == (EndSubject(SUBJECT_NUMBER),)
    assert entries(cancel_site(), OURS, held, "") == (EndSite(SITE_NUMBER),)
    assert entries(cancel_access(), OURS, held, "") == (EndAccess(SITE_NUMBER, OURS),)


@pytest.mark.rule("R28")
@pytest.mark.parametrize("kind", sorted(set(FilingKind) - {FilingKind.NEW_FILING}))
def test_what_a_filing_builds_on_must_still_be_there(kind: FilingKind) -> None:
    with pytest.raises(RegisterMoved):
        entries(filing_of(kind), OURS, None, "")


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    "kind",
    [
        FilingKind.CHANGE,
        FilingKind.NEW_ACCESS,
        FilingKind.CANCEL_SITE,
        FilingKind.CANCEL_ACCESS,
    ],
)
def test_a_site_that_was_cancelled_meanwhile_is_not_written(kind: FilingKind) -> None:
    with pytest.raises(RegisterMoved):
        entries(filing_of(kind), OURS, replace(registered(), sites=()), "")


def test_a_new_filing_without_a_subject_writes_nothing() -> None:
    with pytest.raises(RegisterMoved):
        entries(replace(new_filing(), subject=None), OURS, None, NEW)


def test_entries_without_a_site_or_access_write_none() -> None:
    empty = replace(new_site(), sites=(SiteEntry(), SiteEntry(site=BARE)))
    assert entries(empty, OURS, registered(), "") == (PutSite(f"{SUBJECT_NUMBER}-3", BARE),)
    unmoved = replace(change(), subject=None, sites=(SiteEntry(number=SITE_NUMBER, site=BARE),))
    assert entries(unmoved, OURS, registered(), "", ("site:0",)) == (PutSite(SITE_NUMBER, BARE),)


@pytest.mark.rule("R28")
def test_a_change_writes_the_parts_that_it_touched_and_no_others() -> None:
    moved = replace(SITE, name="海河日报")
    written = entries(change(site=moved), OURS, registered(), "", ("site:0",))
    assert not [entry for entry in written if isinstance(entry, PutSubject)]
    assert entries(change(), OURS, registered(), "", ("subject",)) == (
        PutSubject(SUBJECT_NUMBER, SUBJECT),
    )

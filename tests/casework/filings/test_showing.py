"""How stored things are shown: masked, in Beijing time, explained."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.filings.showing import (
    event_view,
    filing_summary,
    filing_view,
    masked_name,
    site_view,
    subject_view,
)
from heyan.rules.case import Case, State, answer
from heyan.rules.ids import CaseId
from heyan.rules.verdicts import reject
from heyan.store.case_rows import Stored
from heyan.store.trail import Entry
from tests.fakes.cases import FIRST, OPENED, RIGHT, SECOND, accepted, opened, unopened
from tests.fakes.filings import OURS, SUBJECT, TIANJIN, registered

PERSON = 5


def stored(case: Case) -> Stored:
    return Stored(case, "ORD-1", None, {}, {})


def entry(kind: str, seq: int = 1, **data: object) -> Entry:
    return Entry(TIANJIN, seq, 7, 1, OPENED, kind, data, b"")


@pytest.mark.rule("R18", "R30")
def test_a_provider_sees_masked_numbers_and_why_each_is_asked() -> None:
    view = filing_view(stored(opened()), (), ())
    assert [c.mobile for c in view.challenges] == ["138****2345", "170****5678"]
    assert [why.rule for why in view.explanation] == ["R3", "R3"]
    assert "主体负责人" in view.explanation[0].zh
    told = repr(view)
    assert FIRST not in told
    assert SECOND not in told
    assert RIGHT not in told


@pytest.mark.rule("R1", "R30")
def test_a_filing_that_asks_nobody_says_why() -> None:
    elsewhere = replace(unopened(), id=CaseId(110000, 7))
    (why,) = filing_view(stored(elsewhere), (), ()).explanation
    assert why.rule == "R1"
    assert "北京" in why.zh


@pytest.mark.rule("R22")
def test_the_deadline_is_the_first_of_those_still_open_in_beijing_time() -> None:
    case = accepted(opened(), after=timedelta(minutes=2))
    first, second = case.challenges
    earlier = replace(first, accepted_at=OPENED)
    case = replace(case, challenges=(earlier, second))
    assert str(filing_summary(stored(case)).deadline) == "2018-09-05 09:00:00+08:00"
    met = answer(case, 1, RIGHT, OPENED).case
    view = filing_view(stored(met), (), ())
    assert str(view.deadline) == "2018-09-05 09:02:00+08:00"
    assert [c.deadline is None for c in view.challenges] == [True, False]


@pytest.mark.rule("R29")
def test_the_officers_reason_is_shown_although_a_report_came_after_it() -> None:
    rejected = reject(replace(opened(), state=State.REVIEWING), "网站无内容").case
    history = [
        entry("filing.rejected", reason="网站无内容"),
        entry("message.delivered", seq=2, challenge=1, message=1),
    ]
    view = filing_view(stored(rejected), (), history)
    assert (view.state, view.note, view.register_numbers) == ("rejected", "网站无内容", ())


def test_an_event_is_named_by_its_place_in_the_trail_and_by_its_filing() -> None:
    view = event_view(entry("filing.verified", seq=31))
    assert (view.id, view.filing, str(view.at)) == ("12-31", "12-7", "2018-09-03 09:00:00+08:00")


def test_organisations_are_public_and_persons_are_not() -> None:
    view = subject_view(registered(), {OURS: "海河云"})
    assert (view.name, view.principal, view.mobile) == (SUBJECT.name, "李*", "138****2345")
    person = replace(registered(), subject=replace(SUBJECT, nature=PERSON, name="李海"))
    assert subject_view(person, {}).name == "李*"


def test_a_site_shows_who_carries_it_or_that_it_is_a_shell() -> None:
    (site,) = registered().sites
    view = site_view(site, {OURS: "海河云"})
    assert [(access.provider, access.ips) for access in view.accesses] == [
        ("海河云", ("203.0.113.7",))
    ]
    assert (view.principal, view.mobile, view.shell) == ("韩*", "170****5678", False)
    (shell,) = registered(carried=False).sites
    assert site_view(shell, {}).shell


@pytest.mark.parametrize(
    ("name", "masked"), [("李海", "李*"), ("欧阳锋生", "欧***"), ("李", "李"), ("", "")]
)
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert masked_name(name) == masked

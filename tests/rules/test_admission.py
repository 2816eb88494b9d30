from dataclasses import replace

import pytest

from heyan.rules.admission import misfits
from heyan.rules.filing import Filing, FilingKind, SiteEntry
from heyan.rules.phone import Mobile
from heyan.rules.register import Registered
from tests.fakes.filings import (
    HAN,
    OURS,
    SITE,
    SITE_NUMBER,
    cancel_access,
    cancel_site,
    cancel_subject,
    change,
    filing_of,
    new_access,
    new_filing,
    registered,
)

THEIRS = 2
OTHER = Mobile("13902112345")


def faults(
    filing: Filing, register: Registered | None = None, provider: int = OURS
) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in misfits(filing, register, provider)]


@pytest.mark.parametrize("kind", sorted(set(FilingKind) - {FilingKind.CHANGE}))
def test_each_kind_fits_the_register_it_builds_on(kind: FilingKind) -> None:
    assert faults(filing_of(kind), registered()) == []


def test_a_new_filing_builds_on_nothing() -> None:
    assert faults(new_filing()) == []


@pytest.mark.parametrize("kind", sorted(set(FilingKind) - {FilingKind.NEW_FILING}))
def test_a_subject_that_is_not_registered_is_told(kind: FilingKind) -> None:
    assert faults(filing_of(kind)) == [("/subject/number", "no_such_subject")]


def test_a_subject_of_another_province_is_told() -> None:
    filing = replace(cancel_subject(), province=620000)
    assert faults(filing, registered()) == [("/province", "wrong_province")]


def test_a_subject_whose_number_tells_no_province_is_not_there() -> None:
    assert faults(replace(cancel_subject(), subject_number="?")) == [
        ("/subject/number", "no_such_subject")
    ]


def test_every_site_that_is_not_there_is_told() -> None:
    entries = (SiteEntry(number=SITE_NUMBER), SiteEntry(number="x"), SiteEntry(number="y"))
    assert faults(replace(cancel_site(), sites=entries), registered()) == [
        ("/sites/1/number", "no_such_site"),
        ("/sites/2/number", "no_such_site"),
    ]


@pytest.mark.rule("R7")
def test_a_new_access_at_another_number_is_refused_with_the_way_out() -> None:
    (fault,) = misfits(new_access(OTHER), registered(), THEIRS)
    assert (fault.pointer, fault.code) == ("/sites/0/principal/mobiles", "number_differs")
    assert "请先到原接入服务商处变更手机号码，再办理接入备案" in fault.zh
    assert OTHER not in fault.zh + fault.en


@pytest.mark.rule("R7")
def test_for_a_shell_site_the_way_out_is_to_cancel_and_file_anew() -> None:
    (fault,) = misfits(new_access(OTHER), registered(carried=False), THEIRS)
    assert (fault.pointer, fault.code) == ("/sites/0/principal/mobiles", "number_differs_shell")
    assert "请先注销备案，再重新提交新增网站备案" in fault.zh


@pytest.mark.rule("R7")
@pytest.mark.parametrize("carried", [True, False])
def test_a_new_access_at_the_registered_number_or_at_none_fits(*, carried: bool) -> None:
    for filing in (new_access(), new_access(HAN.mobile), new_access(HAN.mobile, OTHER)):
        assert faults(filing, registered(carried=carried), THEIRS) == []


@pytest.mark.rule("R7")
def test_a_change_goes_through_the_provider_that_carries_the_site() -> None:
    renamed = change(site=replace(SITE, name="海河日报"))
    told = [("/sites/0/number", "not_your_access")]
    assert faults(renamed, registered()) == []
    assert faults(renamed, registered(), THEIRS) == told
    assert faults(renamed, registered(carried=False)) == told


def test_an_access_is_cancelled_by_its_own_provider() -> None:
    assert faults(cancel_access(), registered(), THEIRS) == [("/sites/0/number", "not_your_access")]


@pytest.mark.rule("R7")
def test_a_shell_site_can_be_cancelled_by_any_provider() -> None:
    assert faults(cancel_site(), registered(carried=False), THEIRS) == []


def test_a_change_that_changes_nothing_is_told() -> None:
    assert faults(change(), registered()) == [("", "nothing_changed")]

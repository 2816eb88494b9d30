import pytest

from heyan.rules.editions import EDITIONS, PILOT_2017
from heyan.rules.explaining import KINDS, why_asked, why_none
from heyan.rules.filing import FilingKind
from heyan.rules.provinces import PROVINCES
from heyan.rules.rulebook import Edition
from tests.fakes.filings import TIANJIN


@pytest.mark.rule("R30")
def test_a_demand_names_rule_edition_kind_and_person() -> None:
    why = why_asked(PILOT_2017, FilingKind.NEW_FILING, "subject")
    assert why.rule == "R3"
    assert why.zh == (
        "规则册 pilot-2017：新增备案须核验主体负责人的手机号码（申请中填写的联系方式 1）。"
    )
    assert why.en == (
        "Edition pilot-2017: a new filing asks the subject's principal to prove the number "
        "(as stated in the filing)."
    )


@pytest.mark.rule("R30")
def test_sites_are_counted_from_one() -> None:
    why = why_asked(PILOT_2017, FilingKind.NEW_ACCESS, "site:2")
    assert "第 3 个网站的负责人" in why.zh
    assert "备案库中登记的" in why.zh
    assert "the principal of site 3" in why.en


@pytest.mark.rule("R30")
@pytest.mark.parametrize(
    ("kind", "edition"),
    [(kind, edition) for edition in EDITIONS for kind in edition.challenged],
)
def test_every_kind_that_asks_somebody_is_explained_in_every_edition(
    kind: FilingKind, edition: Edition
) -> None:
    zh, en = KINDS[kind]
    why = why_asked(edition, kind, "site:0")
    assert zh in why.zh
    assert en in why.en
    assert edition.name in why.zh
    assert edition.name in why.en


@pytest.mark.rule("R1", "R30")
def test_a_province_that_is_no_pilot_is_told_so() -> None:
    for province in PROVINCES:
        why = why_none(PILOT_2017, province.code)
        assert why.rule == ("R3" if PILOT_2017.verifies(province.code) else "R1")
        assert ("不在短信核验试点省份之列" in why.zh) == (why.rule == "R1")


@pytest.mark.rule("R30")
def test_a_filing_that_asks_nobody_is_told_so() -> None:
    why = why_none(PILOT_2017, TIANJIN)
    assert "本申请无须核验任何手机号码" in why.zh
    assert "asks nobody" in why.en

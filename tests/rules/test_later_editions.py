"""The editions after the seed's: what differs, as the table of the rules has it."""

from datetime import UTC, datetime, timedelta

import pytest

from heyan.rules.editions import (
    CANCELLATIONS,
    EDITIONS,
    NATIONAL_2020,
    PILOT_2017,
    PILOT_2018_09_10,
    PILOT_2018_09_24,
    begun_by,
    edition_on,
)
from heyan.rules.filing import FilingKind
from heyan.rules.provinces import PROVINCES
from heyan.rules.rulebook import Counted, Edition

NAMES = {province.short: province.code for province in PROVINCES}
LATER = [PILOT_2018_09_10, PILOT_2018_09_24, NATIONAL_2020]


def codes(shorts: str) -> set[int]:
    return {NAMES[short] for short in shorts}


@pytest.mark.rule("R1")
def test_provinces_join_in_three_steps() -> None:
    second = PILOT_2017.provinces | codes("浙蜀闽陕渝桂滇")
    third = second | codes("鲁豫皖湘晋黑蒙鄂")
    assert PILOT_2018_09_10.provinces == second
    assert PILOT_2018_09_24.provinces == third
    assert NATIONAL_2020.provinces == {province.code for province in PROVINCES}


@pytest.mark.rule("R11", "R22")
@pytest.mark.parametrize("edition", LATER, ids=lambda edition: edition.name)
def test_later_editions_are_open_for_a_day_and_know_no_noon(edition: Edition) -> None:
    assert edition.window == timedelta(hours=24)
    assert edition.noon is None


@pytest.mark.rule("R3")
def test_who_is_asked_for_cancellations_changed_twice() -> None:
    for edition in (PILOT_2018_09_10, PILOT_2018_09_24):
        assert set(edition.challenged) == set(FilingKind) - CANCELLATIONS
    assert set(NATIONAL_2020.challenged) == set(FilingKind) - {FilingKind.CANCEL_ACCESS}


@pytest.mark.rule("R20")
def test_only_the_national_edition_counts_any_field() -> None:
    assert [edition.counted for edition in EDITIONS] == [
        Counted.TAILS,
        Counted.TAILS,
        Counted.TAILS,
        Counted.ANY_FIELD,
    ]


@pytest.mark.rule("R12", "R14", "R16")
def test_the_national_edition_has_one_portal_one_sender_and_two_resends() -> None:
    assert set(NATIONAL_2020.portals.values()) == {"beian"}
    assert set(NATIONAL_2020.senders.values()) == {"12381"}
    assert NATIONAL_2020.resending.a_case == 2


@pytest.mark.rule("R16")
@pytest.mark.parametrize("edition", EDITIONS[:3], ids=lambda edition: edition.name)
def test_each_province_of_the_pilots_has_a_host_of_its_own(edition: Edition) -> None:
    assert set(edition.portals) == edition.provinces
    assert len(set(edition.portals.values())) == len(edition.portals)


def test_each_day_has_its_edition() -> None:
    for day, edition in (
        (datetime(2018, 9, 9, 15, 59, tzinfo=UTC), PILOT_2017),
        (datetime(2018, 9, 9, 16, 0, tzinfo=UTC), PILOT_2018_09_10),
        (datetime(2018, 9, 23, 16, 0, tzinfo=UTC), PILOT_2018_09_24),
        (datetime(2020, 8, 16, 16, 0, tzinfo=UTC), NATIONAL_2020),
    ):
        assert edition_on(day) is edition


def test_cases_may_be_open_under_what_has_begun() -> None:
    assert begun_by(PILOT_2018_09_10) == (PILOT_2017, PILOT_2018_09_10)

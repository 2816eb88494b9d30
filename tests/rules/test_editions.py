from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, time, timedelta

import pytest

from heyan.rules.editions import EDITIONS, PILOT_2017, edition_named, edition_on
from heyan.rules.filing import FilingKind
from heyan.rules.phone import Carrier
from heyan.rules.provinces import PROVINCES
from heyan.rules.rulebook import Challenged, Part, Source

SEVEN = {120000, 620000, 540000, 640000, 460000, 650000, 630000}
SUBJECT, SITE = Part.SUBJECT, Part.SITE


@pytest.mark.rule("R1")
def test_seven_provinces_are_pilots() -> None:
    pilots = {p.code for p in PROVINCES if PILOT_2017.verifies(p.code)}
    assert pilots == SEVEN


@pytest.mark.rule("R3")
@pytest.mark.parametrize(
    ("kind", "parts", "source"),
    [
        (FilingKind.NEW_FILING, {SUBJECT, SITE}, Source.FILING),
        (FilingKind.NEW_SITE, {SITE}, Source.FILING),
        (FilingKind.NEW_ACCESS, {SITE}, Source.REGISTER),
        (FilingKind.CHANGE, {SUBJECT, SITE}, Source.CHANGES),
        (FilingKind.CANCEL_SUBJECT, {SUBJECT}, Source.REGISTER),
        (FilingKind.CANCEL_SITE, {SITE}, Source.REGISTER),
        (FilingKind.CANCEL_ACCESS, {SITE}, Source.REGISTER),
    ],
)
def test_each_kind_asks_whom_the_seed_says(
    kind: FilingKind, parts: set[Part], source: Source
) -> None:
    assert PILOT_2017.challenged[kind] == Challenged(frozenset(parts), source)


def test_no_kind_is_left_out() -> None:
    assert set(PILOT_2017.challenged) == set(FilingKind)


@pytest.mark.rule("R14")
def test_messages_come_from_the_numbers_of_the_seed() -> None:
    assert dict(PILOT_2017.senders) == {
        Carrier.TELECOM: "106598051001",
        Carrier.UNICOM: "10655113",
        Carrier.MOBILE: "106575000130",
        Carrier.VIRTUAL: None,
    }


@pytest.mark.rule("R16")
def test_each_pilot_province_has_its_portal() -> None:
    assert dict(PILOT_2017.portals) == {
        120000: "tjcainfo",
        620000: "gscainfo",
        540000: "xzcainfo",
        640000: "nxcainfo",
        460000: "hncainfo",
        650000: "xjcainfo",
        630000: "qhcainfo",
    }


@pytest.mark.rule("R11", "R12", "R15", "R20", "R22")
def test_the_seed_s_numbers_stand() -> None:
    assert PILOT_2017.window == timedelta(hours=48)
    assert PILOT_2017.noon == time(12, 0)
    assert PILOT_2017.wrong_tails == 5
    limits = PILOT_2017.resending
    assert (limits.gap, limits.an_hour, limits.a_day) == (timedelta(seconds=60), 5, 10)
    assert limits.a_case is None
    assert PILOT_2017.signature == "【工信部备案】"
    assert datetime(2017, 12, 18, 1, 0, tzinfo=UTC) == PILOT_2017.starts


def test_an_edition_is_found_by_its_name() -> None:
    assert all(edition_named(edition.name) is edition for edition in EDITIONS)
    with pytest.raises(LookupError):
        edition_named("pilot-1999")


def test_the_edition_in_force_is_the_last_that_has_begun() -> None:
    assert edition_on(PILOT_2017.starts) is PILOT_2017
    assert edition_on(datetime(2026, 1, 1, tzinfo=UTC)) is EDITIONS[-1]


def test_before_the_first_edition_the_first_is_in_force() -> None:
    assert edition_on(datetime(2001, 1, 1, tzinfo=UTC)) is EDITIONS[0]


def test_an_edition_is_never_edited() -> None:
    with pytest.raises(FrozenInstanceError):
        PILOT_2017.wrong_tails = 6  # type: ignore[misc] # that it cannot be set is the test
    with pytest.raises(TypeError):
        PILOT_2017.portals[110000] = "bjcainfo"  # type: ignore[index] # as above
    with pytest.raises(TypeError):
        PILOT_2017.senders[Carrier.MOBILE] = "10086"  # type: ignore[index] # as above


def test_names_and_beginnings_are_distinct_and_in_order() -> None:
    assert len({edition.name for edition in EDITIONS}) == len(EDITIONS)
    starts = [edition.starts for edition in EDITIONS]
    assert starts == sorted(set(starts))


def test_every_province_that_is_verified_has_a_portal() -> None:
    for edition in EDITIONS:
        assert edition.provinces <= set(edition.portals)
    assert replace(PILOT_2017, name="other") != PILOT_2017

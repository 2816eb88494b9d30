from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.calendar import BEIJING, beijing_day, in_beijing, next_day_at, read_stamp

NOON = time(12, 0)
START = datetime(2017, 12, 18, tzinfo=UTC)
FORTY_YEARS = 40 * 365 * 86_400
moments = st.integers(0, FORTY_YEARS).map(lambda seconds: START + timedelta(seconds=seconds))
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def beijing(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=BEIJING)  # type: ignore[arg-type,misc] # year to minute


@pytest.mark.rule("R11")
@pytest.mark.parametrize(
    ("after", "noon"),
    [
        (beijing(2018, 9, 3, 9, 0), beijing(2018, 9, 4, 12, 0)),
        (beijing(2018, 9, 3, 0, 0), beijing(2018, 9, 4, 12, 0)),
        (beijing(2018, 9, 3, 23, 59), beijing(2018, 9, 4, 12, 0)),
        (beijing(2018, 12, 31, 18, 0), beijing(2019, 1, 1, 12, 0)),
        (beijing(2020, 2, 28, 18, 0), beijing(2020, 2, 29, 12, 0)),
        (beijing(2020, 2, 29, 18, 0), beijing(2020, 3, 1, 12, 0)),
        (beijing(2019, 2, 28, 18, 0), beijing(2019, 3, 1, 12, 0)),
    ],
)
def test_noon_is_on_the_next_day_of_beijing(after: datetime, noon: datetime) -> None:
    assert next_day_at(NOON, after) == noon


@pytest.mark.rule("R11")
def test_the_day_begins_at_sixteen_hours_of_greenwich() -> None:
    before, after = datetime(2018, 9, 3, 15, 59, tzinfo=UTC), datetime(2018, 9, 3, 16, tzinfo=UTC)
    assert next_day_at(NOON, before) == datetime(2018, 9, 4, 4, 0, tzinfo=UTC)
    assert next_day_at(NOON, after) == datetime(2018, 9, 5, 4, 0, tzinfo=UTC)
    assert (beijing_day(before), beijing_day(after)) == (date(2018, 9, 3), date(2018, 9, 4))


@pytest.mark.rule("R11")
@given(moments, zones)
def test_the_zone_in_which_a_moment_is_written_does_not_matter(
    moment: datetime, zone: timezone
) -> None:
    written = moment.astimezone(zone)
    assert next_day_at(NOON, written) == next_day_at(NOON, moment)
    assert beijing_day(written) == beijing_day(moment)


@given(moments)
def test_noon_is_twelve_to_thirty_six_hours_away(moment: datetime) -> None:
    away = next_day_at(NOON, moment) - moment
    assert timedelta(hours=12) < away <= timedelta(hours=36)


@given(moments)
def test_beijing_is_eight_hours_ahead(moment: datetime) -> None:
    local = in_beijing(moment)
    assert local == moment
    assert local.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("digits", "moment"),
    [
        ("1809030900", beijing(2018, 9, 3, 9, 0)),
        ("180903090000", beijing(2018, 9, 3, 9, 0)),
        ("20180903090000", beijing(2018, 9, 3, 9, 0)),
        ("0000000000", None),
        ("1813030900", None),
        ("18090309", None),
        ("180903090x", None),
        ("１８０９０３０９００", None),
        ("", None),
    ],
)
def test_a_carriers_moment_is_beijings(digits: str, moment: datetime | None) -> None:
    assert read_stamp(digits) == moment

"""Too many tries in a province press for a while, wherever its portal stands."""

from datetime import UTC, datetime, timedelta

from heyan.casework.pressure import LASTS, Pressure
from heyan.rules.limits import Standing
from heyan.rules.provinces import NATION

NOW = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
TIANJIN, GANSU = 120000, 620000


def test_a_province_is_pressed_by_itself_and_the_nation_s_portal_with_it() -> None:
    pressure = Pressure()
    pressure.note(TIANJIN, Standing(NOW, 10), 10)
    assert not pressure.on(TIANJIN, NOW)
    pressure.note(TIANJIN, Standing(NOW, 11), 10)
    assert [pressure.on(each, NOW) for each in (TIANJIN, GANSU, NATION.code)] == [True, False, True]
    assert not pressure.on(TIANJIN, NOW + LASTS)
    assert not pressure.on(NATION.code, NOW + LASTS)


def test_it_lasts_while_there_are_too_many() -> None:
    pressure, later = Pressure(), NOW + timedelta(minutes=5)
    pressure.note(TIANJIN, Standing(NOW, 11), 10)
    pressure.note(TIANJIN, Standing(later, 11), 10)
    assert pressure.on(TIANJIN, NOW + LASTS)
    assert not pressure.on(TIANJIN, later + LASTS)

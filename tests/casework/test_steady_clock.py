"""A step of the host's clock is believed when it has lasted, and small ones at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.casework.steady_clock import PATIENCE, STEP, SteadyClock

BEGAN = datetime(2018, 9, 3, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


class Host:
    """A host that has been up for a while, and whose clock can be set."""

    def __init__(self) -> None:
        self.up = 12_345.0
        self.set_by = timedelta()

    def tell(self) -> datetime:
        return BEGAN + self.set_by + timedelta(seconds=self.up - 12_345.0)

    def uptime(self) -> float:
        return self.up

    def wait(self, span: timedelta) -> None:
        self.up += span.total_seconds()


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def clock(host: Host) -> SteadyClock:
    return SteadyClock(host.tell, host.uptime)


def test_it_tells_what_the_host_tells(host: Host, clock: SteadyClock) -> None:
    for _ in range(3):
        assert clock() == host.tell()
        host.wait(26 * HOUR)


@pytest.mark.parametrize("step", [HOUR, -HOUR, timedelta(days=400)])
def test_a_step_is_not_believed_while_it_may_be_taken_back(
    host: Host, clock: SteadyClock, step: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    host.set_by = step
    for _ in range(59):
        host.wait(timedelta(minutes=1))
        assert clock() == host.tell() - step
    host.set_by = timedelta()
    assert clock() == host.tell()
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2, "once when it goes, once when it is back"


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_a_step_that_lasts_is_a_correction(host: Host, clock: SteadyClock, step: timedelta) -> None:
    host.set_by = step
    assert clock() == host.tell() - step
    host.wait(PATIENCE)
    assert clock() == host.tell()
    host.wait(HOUR)
    assert clock() == host.tell()


def test_each_step_has_to_last(host: Host, clock: SteadyClock) -> None:
    host.set_by = HOUR
    clock()
    host.wait(PATIENCE - SECOND)
    host.set_by = 2 * HOUR
    assert clock() == host.tell() - 2 * HOUR
    host.wait(PATIENCE - SECOND)
    assert clock() == host.tell() - 2 * HOUR
    host.wait(SECOND)
    assert clock() == host.tell()


def test_small_corrections_are_followed_and_do_not_add_up_to_a_step(
    host: Host, clock: SteadyClock
) -> None:
    for _ in range(100):
        host.set_by += STEP
        assert clock() == host.tell()


@given(st.lists(st.tuples(st.integers(1, 3600), st.integers(-7200, 7200)), max_size=30))
def test_it_never_runs_ahead_of_what_has_passed_by_more_than_the_host_was_let(
    moves: list[tuple[int, int]],
) -> None:
    host = Host()
    clock = SteadyClock(host.tell, host.uptime)
    steps = [timedelta()]
    for wait, step in moves:
        host.wait(timedelta(seconds=wait))
        steps.append(timedelta(seconds=step))
        host.set_by = steps[-1]
        assert clock() in {host.tell() - host.set_by + each for each in steps}

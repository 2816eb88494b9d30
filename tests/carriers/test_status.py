"""The state of a link tells a running mean of its latency."""

import pytest

from heyan.carriers.status import LinkStatus


def test_latency_is_a_running_mean() -> None:
    status = LinkStatus("mobile/1", "mobile")
    assert status.latency is None
    status.note_latency(1.0)
    assert status.latency == 1.0
    status.note_latency(2.0)
    assert status.latency == pytest.approx(1.1)


def test_a_link_becomes_slow_and_quick_again_once() -> None:
    status = LinkStatus("mobile/1", "mobile")
    slow = [status.note_latency(seconds) for seconds in (0.1, *[3.0] * 6, *[0.0] * 20)]
    assert slow.count(True) == 2
    assert not status.slow

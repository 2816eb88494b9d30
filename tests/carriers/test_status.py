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

"""Spans of time as ISO 8601 writes them."""

from datetime import timedelta

import pytest

from heyan.web.api.durations import read_duration


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("PT25H", timedelta(hours=25)),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("P2W", timedelta(weeks=2)),
        ("PT10M30.5S", timedelta(minutes=10, seconds=30.5)),
        ("PT0S", timedelta(0)),
        ("P10D", timedelta(days=10)),
    ],
)
def test_a_span_is_read(text: str, span: timedelta) -> None:
    assert read_duration(text) == span


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1DT", "-PT1H", "PT-1H", "P1Y", "P1M", "25H", "PT1H ", "pt1h", "PT1H30",
     "PT١H", "PT99999999999H", "P1W2D", "PT1,5S"],
)  # fmt: skip
def test_what_is_no_span_is_not_read(text: str) -> None:
    assert read_duration(text) is None

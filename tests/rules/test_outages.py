from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyan.rules.outages import Outage, extended, joined

NINE = datetime(2018, 9, 3, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURS = st.integers(0, 60)


def at(hour: int) -> datetime:
    return NINE + hour * HOUR


OUTAGES = st.lists(
    st.tuples(HOURS, st.integers(1, 20)).map(lambda span: Outage(at(span[0]), at(sum(span)))),
    max_size=6,
)


@pytest.mark.rule("R22")
def test_a_span_is_longer_by_what_it_shares_with_outages() -> None:
    assert extended(at(0), at(48), [Outage(at(10), at(13))]) == at(51)
    assert extended(at(0), at(48), [Outage(at(-5), at(2))]) == at(50)
    assert extended(at(0), at(48), [Outage(at(48), at(50))]) == at(48)


@pytest.mark.rule("R22")
def test_an_outage_within_the_added_time_counts_too() -> None:
    assert extended(at(0), at(48), [Outage(at(40), at(44)), Outage(at(50), at(51))]) == at(53)


@given(OUTAGES)
def test_joined_outages_are_apart_and_in_order(outages: list[Outage]) -> None:
    spans = joined(outages)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(spans))
    for outage in outages:
        assert any(s.starts_at <= outage.starts_at and outage.ends_at <= s.ends_at for s in spans)


@pytest.mark.rule("R22")
@given(OUTAGES)
def test_the_clock_runs_as_long_as_ever_outside_of_outages(outages: list[Outage]) -> None:
    spans = joined(outages)
    end = extended(at(0), at(48), spans)
    stood = sum(
        (min(s.ends_at, end) - max(s.starts_at, at(0)) for s in spans
         if s.ends_at > at(0) and s.starts_at < end),
        timedelta(),
    )  # fmt: skip
    assert end - at(0) - stood == 48 * HOUR

"""How long an answer takes tells nothing: Welch's t over interleaved requests (R19).

HEYAN_TEST_TIMED_REQUESTS says over how many; `make bench-timing` takes 20,000.
"""

import math
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter

import pytest
from litestar import Litestar

from heyan.casework.desk import Desk
from heyan.rules.filing import Principal
from heyan.rules.phone import Mobile
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from tests.fakes.filings import LI, SITE, SUBJECT, new_filing
from tests.fakes.journeys import begin
from tests.web.portal.visitor import Visitor

REQUESTS = int(os.environ.get("HEYAN_TEST_TIMED_REQUESTS", "160"))
EACH = 8  # wrong codes for one number: far from what spends a code (R25)
CONSPICUOUS = 4.5  # where dudect's authors begin to speak of a leak
STRANGER = "13900139000"
SLOWEST = 0.9  # what the machine did beside us is cut off, in both halves alike


def welch(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Welch's t: by how many standard errors the means differ."""
    spread = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return (statistics.fmean(one) - statistics.fmean(other)) / math.sqrt(spread)


def without_the_slowest(times: Sequence[float], limit: float) -> list[float]:
    return [time for time in times if time <= limit]


def test_welch_finds_a_difference_where_there_is_one() -> None:
    assert abs(welch([1.0, 1.1, 0.9] * 20, [2.0, 2.1, 1.9] * 20)) > CONSPICUOUS
    assert abs(welch([1.0, 1.1, 0.9] * 20, [1.1, 0.9, 1.0] * 20)) < 1


@pytest.fixture
def portal(desk: Desk, options: PortalOptions) -> Litestar:
    return build_portal(desk, replace(options, step=PortalOptions.step))


async def numbers_asked(desk: Desk, count: int) -> list[str]:
    """Open filings, each of which waits for a number of its own."""
    journey = await begin(desk)
    for n in range(count):
        person: Principal = replace(LI, mobiles=(Mobile(f"138021{n:05}"),))
        await journey.submit(
            new_filing(
                replace(SITE, principal=person),
                subject=replace(SUBJECT, principal=person),
                reference=f"ORD-{n}",
            )
        )
    await journey.carry()
    return [f"138021{n:05}" for n in range(count)]


@pytest.mark.rule("R19")
async def test_a_number_that_is_asked_takes_as_long_as_one_that_is_not(
    desk: Desk, visit: Callable[[str], Visitor]
) -> None:
    asked = await numbers_asked(desk, max(1, REQUESTS // 2 // EACH))
    visitor = visit("tjcainfo.localhost")
    times: dict[bool, list[float]] = {True: [], False: []}
    for n in range(REQUESTS):
        known = desk.draw(1)[0] % 2 == 0
        mobile = asked[len(times[True]) % len(asked)] if known else STRANGER
        await visitor.open("/verify")
        begun = perf_counter()
        page = await visitor.send("/verify", code=f"{n:06}", mobile=mobile, tail="12345X")
        times[known].append(perf_counter() - begun)
        assert "找不到记录" in page.text
    limit = sorted(times[True] + times[False])[int(REQUESTS * SLOWEST)]
    halves = [without_the_slowest(half, limit) for half in times.values()]
    assert abs(welch(*halves)) < CONSPICUOUS

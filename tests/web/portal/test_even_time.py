"""How long an answer takes tells nothing: Welch's t over interleaved requests (R19).

HEYAN_TEST_TIMED_REQUESTS says over how many; `make bench-timing` takes 20,000 and prints what it
found, in five minutes or so. Answers leave as they do in use, no sooner than the floor;
HEYAN_TEST_TIMED_FLOOR=0 shows what it hides.
"""

import asyncio
import math
import os
import statistics
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations
from time import perf_counter

import httpx
import pytest

from heyan.casework.answers.captchas import Asked, Proof, make_captcha
from heyan.casework.answers.counting import Try
from heyan.casework.desk import Desk
from heyan.rules.documents import tail
from heyan.rules.limits import Way
from heyan.rules.phone import Mobile
from heyan.web.portal.captcha import BandCaptcha, Shown
from heyan.web.portal.reception import PortalOptions
from heyan.web.portal.routes import build_portal
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, SITE, SUBJECT, new_filing
from tests.fakes.journeys import Journey, begin
from tests.web.portal.visitor import browser_at, fields_of

REQUESTS = int(os.environ.get("HEYAN_TEST_TIMED_REQUESTS", "300"))
FLOOR = timedelta(
    milliseconds=int(
        os.environ.get("HEYAN_TEST_TIMED_FLOOR", PortalOptions.floor / timedelta(milliseconds=1))
    )
)
EACH = 4  # wrong tails for one number: the fifth would end its case (R20)
VISITORS = 2  # at the same time
CONSPICUOUS = 4.5  # where dudect's authors begin to speak of a leak
STRANGER = "13900139000"
SLOWEST = 0.9  # what the machine did beside us is cut off, of all kinds alike
LI_TAIL, WRONG_TAIL = tail(LI.document.number), "000000"


def welch(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Welch's t: by how many standard errors the means differ."""
    spread = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return (statistics.fmean(one) - statistics.fmean(other)) / math.sqrt(spread)


def test_welch_finds_a_difference_where_there_is_one() -> None:
    assert abs(welch([1.0, 1.1, 0.9] * 20, [2.0, 2.1, 1.9] * 20)) > CONSPICUOUS
    assert abs(welch([1.0, 1.1, 0.9] * 20, [1.1, 0.9, 1.0] * 20)) < 1


class KnownCaptcha(BandCaptcha):
    """The real captcha, always right: it is thought up as a form comes in, for everybody alike."""

    async def show(self, _: Asked) -> Shown:
        return Shown("0" * 24, "data:,")

    async def passed(
        self, asked: Asked, _: str, __: str | Proof, tried: Try | None = None
    ) -> Way | None:
        made = await make_captcha(self.desk, asked.province, asked.purpose, asked.browser)
        return await super().passed(asked, made.id, made.answer, tried)


@dataclass
class Stopwatch:
    """Sends forms of several kinds in an order that no kind can profit from, and times them."""

    browser: httpx.AsyncClient
    page: str
    token: str
    desk: Desk
    times: dict[str, list[float]] = field(default_factory=dict)

    async def time(self, kind: str, **typed: str) -> str:
        form = {"csrf_token": self.token, "captcha": "x", "captcha_id": "0" * 24, **typed}
        begun = perf_counter()
        answer = await self.browser.post(self.page, data=form)
        self.times.setdefault(kind, []).append(perf_counter() - begun)
        return answer.text

    def pick(self, kinds: Sequence[str]) -> str:
        return kinds[self.desk.draw(1)[0] % len(kinds)]

    def report(self) -> dict[str, float]:
        """Return t for each two kinds, the slowest of all cut off alike; print the means."""
        everything = sorted(time for times in self.times.values() for time in times)
        limit = everything[int(len(everything) * SLOWEST)]
        kept = {kind: [t for t in times if t <= limit] for kind, times in self.times.items()}
        for kind, times in kept.items():
            mean = statistics.fmean(times) * 1000
            print(f"{kind}: {mean:.3f} ms over {len(times)} requests")  # noqa: T201 - a report
        found = {f"{a} / {b}": welch(kept[a], kept[b]) for a, b in combinations(kept, 2)}
        print({pair: round(t, 2) for pair, t in found.items()})  # noqa: T201 - a report
        return found


@pytest.fixture
async def browser(desk: Desk, options: PortalOptions) -> AsyncIterator[httpx.AsyncClient]:
    unlimited = replace(options, floor=FLOOR, captcha=KnownCaptcha, forms=10 * REQUESTS)
    portal = build_portal(desk, unlimited)
    async with browser_at(portal) as client:
        yield client


async def numbers_asked(journey: Journey, count: int) -> list[str]:
    """Open filings, each of which waits for a number of its own."""
    mobiles = [f"138021{n:05}" for n in range(count)]
    for begin_at in range(0, count, 64):
        some = mobiles[begin_at : begin_at + 64]
        people = [replace(LI, mobiles=(Mobile(mobile),)) for mobile in some]
        filings = (
            new_filing(
                replace(SITE, principal=person),
                subject=replace(SUBJECT, principal=person),
                reference=f"ORD-{person.mobiles[0]}",
            )
            for person in people
        )
        await asyncio.gather(*(journey.submit(filing) for filing in filings))
        await journey.carry()
    return mobiles


async def opened(browser: httpx.AsyncClient, page: str, desk: Desk) -> Stopwatch:
    token = fields_of((await browser.get(page)).text)["csrf_token"]
    return Stopwatch(browser, page, token, desk)


@pytest.mark.rule("R19")
async def test_whatever_was_wrong_with_an_answer_takes_the_same_time(
    desk: Desk, browser: httpx.AsyncClient
) -> None:
    journey = await begin(desk)
    mobiles = await numbers_asked(journey, max(1, math.ceil(REQUESTS / 3 / EACH)) + 40)
    watch = await opened(browser, "/verify", desk)
    sent = dict.fromkeys(("stranger", "wrong code", "wrong tail"), 0)

    async def visit(requests: int) -> None:
        for _ in range(requests):
            kind = watch.pick([*sent])
            mobile = mobiles[sent[kind] // EACH % len(mobiles)]
            code = journey.code(mobile)
            wrong = f"{(int(code) + 1 + sent[kind] % EACH) % 10**6:06}"
            sent[kind] += 1
            page = await watch.time(
                kind,
                code=code if kind == "wrong tail" else wrong,
                mobile=STRANGER if kind == "stranger" else mobile,
                tail=WRONG_TAIL if kind == "wrong tail" else LI_TAIL,
            )
            assert "找不到记录" in page

    await asyncio.gather(*(visit(REQUESTS // VISITORS) for _ in range(VISITORS)))
    assert {pair: t for pair, t in watch.report().items() if abs(t) >= CONSPICUOUS} == {}


@pytest.mark.rule("R12", "R19")
async def test_whoever_asks_for_a_message_again_waits_the_same_time(
    desk: Desk, clock: Clock, browser: httpx.AsyncClient
) -> None:
    journey = await begin(desk)
    mobiles = await numbers_asked(journey, 60)
    watch = await opened(browser, "/resend", desk)
    kinds = ("stranger", "wrong tail", "sent")
    for n in range(REQUESTS // 3):
        clock.turn(timedelta(minutes=2))  # each number's next message is two hours later (R12)
        mobile = mobiles[n % len(mobiles)]
        kind = watch.pick(kinds)
        page = await watch.time(
            kind,
            mobile=STRANGER if kind == "stranger" else mobile,
            tail=LI_TAIL if kind == "sent" else WRONG_TAIL,
        )
        assert "已收到您的要求" in page
    assert {pair: t for pair, t in watch.report().items() if abs(t) >= CONSPICUOUS} == {}

"""`bench verify --http`: answers a second through the real portal, captcha and all."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from heyan import assembly
from heyan.bench import limits
from heyan.bench.browsers import Visit, open_browsers
from heyan.bench.crowd import Person
from heyan.bench.ground import Place
from heyan.bench.rounds import Compared, Contest, Paces, Timed, compare, keep_pace, settled
from heyan.bench.seeding import QUERIES
from heyan.bench.stage import Miscounted, Scale, Stage, open_stages
from heyan.bench.web import LOOPBACK, Web, open_web
from heyan.casework.answers.captchas import Purpose, Riddle, give_out
from heyan.rules.captcha import ALPHABET, LENGTH
from heyan.rules.wording import portal_host
from heyan.web.sessions import Browsers

SHARE_OF_PEAK = 0.7
_ANSWER = ALPHABET[0] * LENGTH
_LASTS = timedelta(minutes=5)
# What only the page for the last answer of a case has.
_ALL_MET = "您的短信核验已全部完成"


async def measure(place: Place, scale: Scale, waiting: int, processes: int = 1) -> list[Compared]:
    """Have the crowd answer on the portal, so many browsers at once, beside pgbench."""
    async with AsyncExitStack() as stack:
        stages = await stack.enter_async_context(open_stages(place, scale))
        houses = [
            _House(stage, await stack.enter_async_context(open_web(stage, processes)), waiting)
            for stage in stages
        ]
        compared = await compare([each.contest() for each in houses], scale.rounds)
        return await keep_pace(compared, [each.paces() for each in houses], SHARE_OF_PEAK)


class _House:
    """Web processes on a stage, and the browsers in front of them."""

    def __init__(self, stage: Stage, web: Web, waiting: int) -> None:
        self.stage = stage
        self.web = web
        self.visits = [Visit(LOOPBACK, port, _ALL_MET.encode()) for port in web.ports]
        self.waiting = waiting
        self.requests: list[bytes] = []

    def contest(self) -> Contest:
        return Contest(self.stage.open_cases, self.prepare, self.peak, self.limit)

    def paces(self) -> Paces:
        return Paces(self.prepare, self.steady, self.limit)

    async def prepare(self) -> None:
        await self.stage.set()
        desk = self.stage.desk
        async with desk.database.transaction() as tx:
            await QUERIES["add_limit_captchas"].execute(tx, until=desk.clock() + _LASTS)
        self.requests = await asyncio.gather(*(_request(self.stage, p) for p in self.stage.crowd))

    async def peak(self) -> Timed:
        async with open_browsers(self.visits, self.waiting) as browsers:
            before = self.web.used()
            timed = await browsers.post_all(self.requests)
            used = self.web.used() - before
        await self._check()
        return replace(timed, used=used)

    async def steady(self, rate: float) -> Timed:
        async with open_browsers(self.visits, self.waiting) as browsers:
            timed = await browsers.post_at(self.requests, rate)
        await self._check()
        return settled(timed)

    async def limit(self, rate: float | None = None) -> Timed:
        crowd = len(self.stage.crowd)
        return await limits.run(self.stage.url, "bench_answer_form", crowd, rate=rate)

    async def _check(self) -> None:
        states = await self.stage.count_states()
        if states != {"reviewing": len(self.stage.crowd)}:
            raise Miscounted(f"{len(self.stage.crowd)} answered, and the cases stand so: {states}")


async def _request(stage: Stage, person: Person) -> bytes:
    """Write the form that a person posts, with a captcha given out to their browser just now."""
    desk = stage.desk
    web = desk.keys.web
    browsers = Browsers(lambda: [web[web.current]], _draw_browser, secure=not desk.sandbox)
    browser = browsers.recognise({})
    province = person.case.province
    captcha = await give_out(desk, province, Purpose.VERIFY, browser.id, Riddle(_ANSWER, 0))
    body = urlencode(
        {
            "code": person.given.code,
            "mobile": person.given.mobile,
            "tail": person.given.tail,
            "captcha": _ANSWER,
            "captcha_id": captcha,
            "csrf_token": browser.token,
        }
    )
    head = (
        "POST /verify HTTP/1.1",
        f"Host: {portal_host(desk.edition_now(), province, desk.portal_domain)}",
        f"Cookie: {browsers.cookie}={browser.id}",
        f"X-Forwarded-For: {person.caller.address}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def _draw_browser() -> str:
    return assembly.draw_bytes(16).hex()

"""Forms are handed out to people, and not to whoever wants thousands of them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from heyan.casework.answers.answering import Verdict
from heyan.casework.answers.captchas import Asked, Proof
from heyan.casework.answers.counting import Try
from heyan.casework.desk import Desk
from heyan.rules.limits import Way
from heyan.web.portal.captcha import Shown
from heyan.web.portal.reception import Page, PortalOptions, Reception, Visit
from heyan.web.portal.routes import build_portal
from tests.fakes.captcha import OpenCaptcha
from tests.fakes.clock import Clock
from tests.fakes.waiting import until
from tests.web.portal.journey import submit
from tests.web.portal.visitor import Visitor, browser_at

MOST = 3


@pytest.fixture
def visit(desk: Desk, options: PortalOptions, captcha: OpenCaptcha) -> Callable[[str], Visitor]:
    """Give a function that opens a browser at an address of its own."""
    portal = build_portal(desk, replace(options, forms=MOST))

    def open_browser(address: str) -> Visitor:
        transport = httpx.ASGITransport(app=portal, client=(address, 50000))  # type: ignore[arg-type]  # the two describe ASGI differently
        base = "http://tjcainfo.localhost:8000"
        return Visitor(httpx.AsyncClient(transport=transport, base_url=base), captcha)

    return open_browser


async def test_one_address_gets_so_many_forms_and_pictures_and_is_told_when_to_come_again(
    visit: Callable[[str], Visitor], captcha: OpenCaptcha, clock: Clock
) -> None:
    greedy = visit("192.0.2.7")
    for path in ("/verify", "/resend", "/captcha?purpose=verify"):
        assert (await greedy.get(path)).status_code == 200
    drawn = len(captcha.answers)
    for path in ("/verify", "/resend", "/captcha?purpose=resend"):
        page = await greedy.get(path)
        assert page.status_code == 429
        assert page.headers["retry-after"] == "600"
        assert page.headers["cache-control"] == "no-store"
        assert "请在 10 分钟后再试" in page.text
    assert len(captcha.answers) == drawn
    assert (await greedy.get(f"/sound/{next(iter(captcha.answers))}")).status_code == 429
    assert "try again in 10 minutes" in (await greedy.get("/verify?lang=en")).text
    assert (await greedy.get("/help")).status_code == 200
    assert (await visit("192.0.2.8").get("/verify")).status_code == 200
    clock.turn(timedelta(minutes=10))
    assert (await greedy.get("/verify")).status_code == 200


async def test_posting_forms_that_bring_new_pictures_counts_alike(
    visit: Callable[[str], Visitor], captcha: OpenCaptcha
) -> None:
    greedy = visit("192.0.2.7")
    await greedy.open("/verify")
    assert (await greedy.send("/verify", again="1")).status_code == 200
    assert (await greedy.send("/verify", captcha="wrong")).status_code == 422
    drawn = len(captcha.answers)
    page = await greedy.send("/verify", mobile="13800138000", again="1")
    assert page.status_code == 429
    assert "13800138000" not in page.text
    assert len(captcha.answers) == drawn


@pytest.mark.rule("R26")
async def test_who_is_turned_away_has_not_spent_the_captcha(
    desk: Desk, visit: Callable[[str], Visitor]
) -> None:
    _, li, _ = await submit(desk)
    person = visit("192.0.2.7")
    await person.get("/captcha?purpose=verify")
    await person.get("/captcha?purpose=verify")
    await person.open("/verify")
    typed = {"code": li.code, "mobile": li.mobile, "tail": li.tail}
    assert (await person.send("/verify", **typed)).status_code == 429
    elsewhere = visit("192.0.2.8")
    elsewhere.browser.cookies = person.browser.cookies
    elsewhere.form = person.form
    assert "请等待其他核验人" in (await elsewhere.send("/verify", **typed)).text


class _LastCaptcha(OpenCaptcha):
    """After it the database is gone."""

    async def passed(
        self, asked: Asked, captcha_id: str, answer: str | Proof, tried: Try | None = None
    ) -> Way | None:
        way = await super().passed(asked, captcha_id, answer, tried)
        assert way is Way.PICTURE
        await self.desk.database.close()
        return way


async def test_a_fault_of_ours_is_told_at_once_and_not_at_the_floor(
    desk: Desk, options: PortalOptions
) -> None:
    captcha = _LastCaptcha(desk)
    held_long = replace(options, floor=timedelta(days=1), captcha=lambda _: captcha)
    visitor = Visitor(browser_at(build_portal(desk, held_long)), captcha)
    await visitor.open("/verify")
    async with asyncio.timeout(30):  # what is held to the floor comes tomorrow
        page = await visitor.send("/verify", code="123456", mobile="13800138000", tail="12345X")
    assert page.status_code == 503
    assert "13800138000" not in page.text


class _CountedCaptcha(OpenCaptcha):
    """Counts how often one is asked for."""

    shown = 0

    async def show(self, asked: Asked) -> Shown:
        self.shown += 1
        return await super().show(asked)


@pytest.mark.rule("R19")
async def test_no_captcha_is_given_out_before_the_floor(desk: Desk, options: PortalOptions) -> None:
    """The next one is drawn then, which may not begin when the deciding happens to be done."""
    captcha = _CountedCaptcha(desk)
    held_long = replace(options, floor=timedelta(days=1), captcha=lambda _: captcha)
    visitor = Visitor(browser_at(build_portal(desk, held_long)), captcha)
    await visitor.open("/verify")
    typed = {"code": "123456", "mobile": "13800138000", "tail": "12345X"}
    answer = asyncio.create_task(visitor.send("/verify", **typed))
    await until(lambda: desk.tally.answers[Verdict.NOT_FOUND] == 1)
    assert captcha.shown == 1
    answer.cancel()


@pytest.mark.rule("R19")
async def test_what_is_said_of_a_message_is_drawn_before_the_floor(
    desk: Desk, options: PortalOptions, captcha: OpenCaptcha, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind it, drawing would take as long as the process had rested: whose work was least."""
    drawn, draw = list[str](), Reception.filled_page

    def watched(reception: Reception, visit: Visit, template: str, *how: Any, **more: Any) -> Page:
        drawn.append(template)
        return draw(reception, visit, template, *how, **more)

    monkeypatch.setattr(Reception, "filled_page", watched)
    held_long = replace(options, floor=timedelta(days=1))
    visitor = Visitor(browser_at(build_portal(desk, held_long)), captcha)
    await visitor.open("/resend")
    typed = {"mobile": "13800138000", "tail": "12345X"}
    answer = asyncio.create_task(visitor.send("/resend", **typed))
    await until(lambda: drawn[-1] == "resent.html")
    assert not answer.done()
    answer.cancel()


def test_a_browser_of_the_tests_comes_from_one_address(options: PortalOptions, desk: Desk) -> None:
    assert options.forms > 1000, "the other tests open many forms from one address"
    assert browser_at(build_portal(desk, options)).base_url.host == "tjcainfo.localhost"

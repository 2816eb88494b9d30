"""A captcha serves one try of one form in one browser, for five minutes by the wall's clock."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.captchas import GOOD_FOR, Purpose, make_captcha, spend_captcha
from heyan.casework.desk import Desk
from heyan.casework.timing import tidy
from tests.fakes.clock import Clock

TIANJIN = 120000
BROWSER = "b" * 32


@pytest.mark.rule("R26")
@pytest.mark.parametrize(
    ("province", "purpose", "browser"),
    [
        (620000, Purpose.VERIFY, BROWSER),
        (TIANJIN, Purpose.RESEND, BROWSER),
        (TIANJIN, Purpose.VERIFY, "c" * 32),
    ],
)
async def test_another_province_form_or_browser_gets_nothing_for_it(
    desk: Desk, province: int, purpose: Purpose, browser: str
) -> None:
    made = await make_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER)
    assert not await spend_captcha(desk, province, purpose, browser, made.id, made.answer)


@pytest.mark.rule("R26")
async def test_forty_who_race_with_the_right_answer_pass_once(desk: Desk) -> None:
    made = await make_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER)
    passed = await asyncio.gather(
        *(
            spend_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER, made.id, made.answer)
            for _ in range(40)
        )
    )
    assert sum(passed) == 1


@pytest.mark.rule("R26")
@pytest.mark.parametrize(
    ("waited", "good"), [(GOOD_FOR - timedelta(seconds=1), True), (GOOD_FOR, False)]
)
async def test_it_is_good_for_five_minutes(
    desk: Desk, clock: Clock, waited: timedelta, *, good: bool
) -> None:
    made = await make_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER)
    clock.turn(waited)
    passed = await spend_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER, made.id, made.answer)
    assert passed == good


@pytest.mark.rule("R26")
async def test_people_have_their_time_however_fast_a_sandbox_runs(desk: Desk, clock: Clock) -> None:
    hands = Clock(clock())
    slow = replace(desk, hands=hands)
    made = await make_captcha(slow, TIANJIN, Purpose.VERIFY, BROWSER)
    clock.turn(timedelta(days=2))
    hands.turn(timedelta(minutes=1))
    await tidy(slow)
    assert await spend_captcha(slow, TIANJIN, Purpose.VERIFY, BROWSER, made.id, made.answer)


async def test_what_is_no_id_of_ours_is_not_looked_up(desk: Desk) -> None:
    assert not await spend_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER, "x' or 1", "ACDEF")

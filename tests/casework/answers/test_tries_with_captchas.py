"""Whoever passes a captcha has a try counted as it is spent, and nobody else has."""

import asyncio
from dataclasses import replace

import pytest

from heyan.casework.answers.answering import Given, give_answer
from heyan.casework.answers.captchas import (
    Asked,
    NewCaptcha,
    Proof,
    Purpose,
    make_captcha,
    spend_captcha,
)
from heyan.casework.answers.counting import Caller, Try
from heyan.casework.desk import Desk
from heyan.rules.limits import Limits, Way
from heyan.rules.refusals import TooManyTries
from tests.fakes.filings import TIANJIN
from tests.fakes.work import do_work

FORM = Asked(TIANJIN, Purpose.VERIFY, "a browser")
HERE, STRANGER = Caller("192.0.2.1"), "13900139000"


async def make(desk: Desk) -> NewCaptcha:
    return await make_captcha(desk, TIANJIN, Purpose.VERIFY, FORM.browser)


async def bring(desk: Desk, captcha: NewCaptcha, answer: str | Proof = "") -> Way | None:
    """Bring a captcha back with a try; with what its picture shows if nothing is said."""
    typed = answer or captcha.answer
    return await spend_captcha(desk, FORM, captcha.id, typed, Try(HERE, STRANGER))


async def tries_left(desk: Desk) -> int:
    """Try at once through the other way in, and count what was looked at."""
    given = Given(STRANGER, "999999", "12345X")
    outcomes = await asyncio.gather(
        *(give_answer(desk, TIANJIN, given, HERE) for _ in range(9)), return_exceptions=True
    )
    return sum(not isinstance(outcome, TooManyTries) for outcome in outcomes)


async def test_who_passes_is_counted_and_who_does_not_is_not(desk: Desk) -> None:
    strict = replace(desk, limits=Limits(address=2))
    for wrong in ("AAAAA", "123456", Proof("0 0"), Proof("")):
        assert await bring(strict, await make(strict), wrong) is None
    assert await bring(strict, await make(strict)) is Way.PICTURE
    assert await bring(strict, await make(strict)) is Way.PICTURE
    with pytest.raises(TooManyTries):
        await bring(strict, await make(strict))
    assert await tries_left(strict) == 0  # one count, whatever the way in


async def test_a_captcha_without_a_try_counts_for_none(desk: Desk) -> None:
    strict = replace(desk, limits=Limits(address=1))
    for _ in range(3):
        made = await make(strict)
        assert await spend_captcha(strict, FORM, made.id, made.answer) is Way.PICTURE
    assert await tries_left(strict) == 1


@pytest.mark.rule("R26")
async def test_twenty_forms_with_one_captcha_are_one_try(desk: Desk) -> None:
    strict = replace(desk, limits=Limits(address=3))
    captcha = await make(strict)
    ways = await asyncio.gather(*(bring(strict, captcha) for _ in range(20)))
    assert ways.count(Way.PICTURE) == 1
    assert ways.count(None) == 19
    assert await tries_left(strict) == 2


@pytest.mark.rule("R26")
async def test_a_wrong_answer_spends_it_for_a_right_one_that_comes_with_it(desk: Desk) -> None:
    captcha = await make(desk)
    ways = await asyncio.gather(bring(desk, captcha, "AAAAA"), bring(desk, captcha))
    assert set(ways) == {None}


async def test_who_brings_one_of_several_is_counted_each_time_in_one_batch(desk: Desk) -> None:
    strict = replace(desk, limits=Limits(address=5))
    made = [await make(strict) for _ in range(8)]
    ways = await asyncio.gather(
        *(bring(strict, captcha) for captcha in made), return_exceptions=True
    )
    assert ways.count(Way.PICTURE) == 5
    assert sum(isinstance(way, TooManyTries) for way in ways) == 3


async def test_work_in_the_place_of_a_picture_counts_for_four(desk: Desk) -> None:
    strict = replace(desk, limits=Limits(address=5))
    captcha = await make(strict)
    assert await bring(strict, captcha, Proof(do_work(captcha.id))) is Way.WORK
    assert await tries_left(strict) == 1

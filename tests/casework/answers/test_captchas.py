import asyncio
import re
from collections import Counter
from datetime import timedelta

import pytest

from heyan.casework.answers.captchas import (
    GOOD_FOR,
    SPOKEN_IN,
    Asked,
    NewCaptcha,
    Purpose,
    find_spoken,
    make_captcha,
    spend_captcha,
    spoken,
)
from heyan.casework.desk import Desk
from heyan.casework.timing import tidy
from heyan.rules.captcha import ALPHABET, LENGTH
from heyan.rules.limits import Way
from tests.fakes.clock import Clock
from tests.fakes.filings import TIANJIN

BROWSER = "a browser"
HERE = Asked(TIANJIN, Purpose.VERIFY, BROWSER)


async def make(desk: Desk) -> NewCaptcha:
    return await make_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER)


async def spend(desk: Desk, captcha: NewCaptcha, answer: str = "") -> bool:
    typed = answer or captcha.answer
    way = await spend_captcha(desk, HERE, captcha.id, typed)
    return way is not None


@pytest.mark.rule("R26")
async def test_a_captcha_serves_one_try(desk: Desk) -> None:
    right, wrong = await make(desk), await make(desk)
    assert await spend(desk, right)
    assert not await spend(desk, right)
    assert not await spend(desk, wrong, "AAAAA" if wrong.answer != "AAAAA" else "CCCCC")
    assert not await spend(desk, wrong)


@pytest.mark.rule("R26")
async def test_forty_tries_at_once_are_one(desk: Desk, other_desk: Desk) -> None:
    captcha = await make(desk)
    tries = await asyncio.gather(*(spend(d, captcha) for d in [desk, other_desk] * 20))
    assert tries.count(True) == 1


@pytest.mark.rule("R26")
async def test_a_captcha_is_good_for_five_minutes(desk: Desk, clock: Clock) -> None:
    early, late = await make(desk), await make(desk)
    assert timedelta(minutes=5) == GOOD_FOR
    clock.turn(GOOD_FOR - timedelta(microseconds=1))
    assert await spend(desk, early)
    clock.turn(timedelta(microseconds=1))
    assert not await spend(desk, late)


@pytest.mark.rule("R26")
async def test_a_captcha_is_of_one_form_browser_and_province(desk: Desk) -> None:
    for other in (
        (TIANJIN, Purpose.RESEND, BROWSER),
        (TIANJIN, Purpose.VERIFY, "another browser"),
        (620000, Purpose.VERIFY, BROWSER),
    ):
        made = await make(desk)
        assert not await spend_captcha(desk, Asked(*other), made.id, made.answer)


@pytest.mark.rule("R26")
async def test_an_answer_is_compared_as_people_read_and_type(desk: Desk) -> None:
    captcha = await make(desk)
    assert await spend(desk, captcha, f" {captcha.answer.lower()}")


@pytest.mark.rule("R26")
@pytest.mark.parametrize("language", SPOKEN_IN)
async def test_what_is_heard_passes_in_the_place_of_what_is_read_and_only_once(
    desk: Desk, language: str
) -> None:
    captcha = await make(desk)
    heard = await find_spoken(desk, TIANJIN, BROWSER, captcha.id, language)
    assert heard is not None
    assert re.fullmatch(r"\d{6}", heard.digits)
    assert heard == await find_spoken(desk, TIANJIN, BROWSER, captcha.id, language)
    passed = await spend_captcha(desk, HERE, captcha.id, " ".join(heard.digits))
    assert passed is Way.SOUND
    assert await find_spoken(desk, TIANJIN, BROWSER, captcha.id, language) is None
    assert not await spend(desk, captcha)


@pytest.mark.rule("R26")
async def test_what_is_said_is_for_one_browser_and_for_five_minutes(
    desk: Desk, clock: Clock
) -> None:
    captcha = await make(desk)
    assert await find_spoken(desk, TIANJIN, "another browser", captcha.id, "zh") is None
    assert await find_spoken(desk, 620000, BROWSER, captcha.id, "zh") is None
    assert await find_spoken(desk, TIANJIN, BROWSER, captcha.id, "fr") is None
    assert await find_spoken(desk, TIANJIN, BROWSER, "\x00", "zh") is None
    clock.turn(GOOD_FOR)
    assert await find_spoken(desk, TIANJIN, BROWSER, captcha.id, "zh") is None


@pytest.mark.rule("R26")
async def test_each_captcha_says_other_digits_in_each_language(desk: Desk) -> None:
    captchas = [await make(desk) for _ in range(60)]
    said = [spoken(desk, captcha.id, language) for captcha in captchas for language in SPOKEN_IN]
    assert len({each.digits for each in said}) == len({each.seed for each in said}) == 120
    assert {digit for each in said for digit in each.digits} == set("0123456789")


@pytest.mark.parametrize("captcha", ["", "x", "\x00", "\ud800", "0" * 23, "0" * 24, "é" * 24])
async def test_an_id_that_was_never_given_is_no_captcha(desk: Desk, captcha: str) -> None:
    assert not await spend_captcha(desk, HERE, captcha, "AAAAA")


@pytest.mark.rule("R26")
async def test_every_symbol_is_as_likely(desk: Desk) -> None:
    made = [await make(desk) for _ in range(200)]
    assert {len(captcha.answer) for captcha in made} == {LENGTH}
    counts = Counter("".join(captcha.answer for captcha in made))
    assert set(counts) == set(ALPHABET)
    expected = 200 * LENGTH / len(ALPHABET)
    chi_squared = sum((count - expected) ** 2 / expected for count in counts.values())
    assert chi_squared < 39.1  # 12 degrees of freedom, one in ten thousand; the draw is fixed


async def test_captchas_that_nobody_answers_are_forgotten(desk: Desk, clock: Clock) -> None:
    await make(desk)
    clock.turn(GOOD_FOR + timedelta(seconds=1))
    fresh = await make(desk)
    await tidy(desk)
    async with desk.database.read() as tx:
        kept = await tx.fetch("select id from captchas")
    assert [row["id"] for row in kept] == [fresh.id]


def test_a_captcha_shows_nothing_of_its_answer() -> None:
    assert repr(NewCaptcha("id", "ACDEH", 7)) == "NewCaptcha(id='id')"

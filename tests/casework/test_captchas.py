import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from heyan.casework.captchas import GOOD_FOR, NewCaptcha, Purpose, make_captcha, spend_captcha
from heyan.casework.desk import Desk
from heyan.casework.timing import tidy
from heyan.rules.captcha import ALPHABET, LENGTH
from tests.fakes.clock import Clock
from tests.fakes.filings import TIANJIN

BROWSER = "a browser"


async def make(desk: Desk) -> NewCaptcha:
    return await make_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER)


async def spend(desk: Desk, captcha: NewCaptcha, answer: str = "") -> bool:
    typed = answer or captcha.answer
    return await spend_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER, captcha.id, typed)


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
    for province, purpose, browser in (
        (TIANJIN, Purpose.RESEND, BROWSER),
        (TIANJIN, Purpose.VERIFY, "another browser"),
        (620000, Purpose.VERIFY, BROWSER),
    ):
        made = await make(desk)
        assert not await spend_captcha(desk, province, purpose, browser, made.id, made.answer)


@pytest.mark.rule("R26")
async def test_an_answer_is_compared_as_people_read_and_type(desk: Desk) -> None:
    captcha = await make(desk)
    assert await spend(desk, captcha, f" {captcha.answer.lower()}")


@pytest.mark.parametrize("captcha", ["", "x", "\x00", "\ud800", "0" * 23, "0" * 24, "é" * 24])
async def test_an_id_that_was_never_given_is_no_captcha(desk: Desk, captcha: str) -> None:
    assert not await spend_captcha(desk, TIANJIN, Purpose.VERIFY, BROWSER, captcha, "AAAAA")


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

"""The stock: pictures are ready before a page wants them, each goes out once, oldest first."""

from datetime import timedelta
from functools import partial

import pytest

from heyan.casework.answers.captchas import Asked, Purpose, Riddle, spend_captcha, think_up
from heyan.casework.desk import Desk
from heyan.web.portal.captcha import BandCaptcha
from heyan.web.portal.hand import hand_of
from heyan.web.portal.picture import draw
from heyan.web.portal.stock import Stock
from tests.fakes.clock import Clock

HERE = Asked(120000, Purpose.VERIFY, "b" * 32)


@pytest.fixture
def stock(desk: Desk, clock: Clock) -> Stock:
    return Stock(partial(think_up, desk.draw), clock, size=3)


async def test_an_empty_stock_draws_one_at_once_and_fills_itself(stock: Stock) -> None:
    taken = await stock.take()
    assert taken.png == draw(taken.riddle.answer, taken.riddle.seed)
    await stock.filled()
    assert len(stock) == 3


async def test_a_stock_draws_in_its_hand(desk: Desk, clock: Clock) -> None:
    hand = hand_of(b"a house")
    stock = Stock(partial(think_up, desk.draw), clock, size=1, hand=hand)
    taken = await stock.take()
    assert taken.png == draw(taken.riddle.answer, taken.riddle.seed, hand=hand)
    await stock.filled()


async def test_a_filled_stock_hands_out_the_oldest_without_waiting(
    stock: Stock, clock: Clock
) -> None:
    await stock.take()
    await stock.filled()
    clock.turn(timedelta(minutes=1))
    assert stock.age == timedelta(minutes=1)
    taking = stock.take()
    with pytest.raises(StopIteration) as taken:
        taking.send(None)  # ends at its first step: nothing was waited for
    assert taken.value.value.drawn_at == clock() - timedelta(minutes=1)
    await stock.filled()


async def test_no_picture_goes_out_twice(stock: Stock) -> None:
    pictures = [(await stock.take()).png for _ in range(9)]
    assert len(set(pictures)) == 9
    await stock.filled()


async def test_a_stock_is_filled_before_anybody_asks(stock: Stock) -> None:
    await stock.fill()
    assert len(stock) == 3
    await stock.fill()
    assert len(stock) == 3


async def test_an_empty_stock_has_no_age(stock: Stock) -> None:
    assert stock.age == timedelta()


@pytest.mark.rule("R26")
async def test_a_picture_that_waited_for_hours_is_good_for_five_minutes_from_when_it_is_shown(
    desk: Desk, clock: Clock
) -> None:
    captcha = BandCaptcha(desk)
    captcha.stock = Stock(lambda: Riddle("ACDEF", 1), clock, size=1)
    await captcha.stock.take()
    await captcha.stock.filled()
    clock.turn(timedelta(hours=3))
    shown = await captcha.show(HERE)
    clock.turn(timedelta(minutes=4))
    assert await spend_captcha(desk, HERE, shown.id, "acdef")
    await captcha.stock.filled()

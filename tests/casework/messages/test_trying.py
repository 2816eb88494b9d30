"""Test messages are few, say that they are tests, and are noted before they leave."""

import asyncio
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.casework.messages.porting import note_ported
from heyan.casework.messages.trying import (
    MOST_A_DAY,
    begin_trial,
    carrier_for,
    end_trial,
    list_trials,
)
from heyan.rules.phone import Carrier, Mobile
from heyan.rules.refusals import TooManyTests
from tests.fakes.clock import Clock
from tests.fakes.filings import LI, ZHAO

MINUTE = timedelta(seconds=60)


async def test_it_says_that_it_is_a_test_and_is_noted_with_its_outcome(desk: Desk) -> None:
    begun = await begin_trial(desk, "mobile", LI.mobile, "wang")
    assert begun.outgoing.mobile == LI.mobile
    assert "测试" in begun.outgoing.text
    assert "test" in begun.outgoing.text
    (noted,) = await list_trials(desk)
    assert (noted.account, noted.operator, noted.outcome) == ("mobile", "wang", None)
    await end_trial(desk, begun, "refused 13")
    (noted,) = await list_trials(desk)
    assert noted.outcome == "refused 13"


@pytest.mark.rule("R12")
async def test_a_number_gets_no_more_than_it_could_ask_for(desk: Desk, clock: Clock) -> None:
    await begin_trial(desk, "mobile", LI.mobile, "wang")
    with pytest.raises(TooManyTests):
        await begin_trial(desk, "other", LI.mobile, "zhao")
    await begin_trial(desk, "mobile", ZHAO.mobile, "wang")
    for _ in range(4):
        clock.turn(MINUTE)
        await begin_trial(desk, "mobile", LI.mobile, "wang")
    clock.turn(MINUTE)
    with pytest.raises(TooManyTests):
        await begin_trial(desk, "mobile", LI.mobile, "wang")


async def test_all_together_they_are_few_a_day_however_many_ask_at_once(desk: Desk) -> None:
    numbers = [Mobile(f"138{n:08}") for n in range(MOST_A_DAY + 5)]
    asked = [begin_trial(desk, "mobile", number, "wang") for number in numbers]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [each for each in answers if isinstance(each, BaseException)]
    assert {type(each) for each in refused} == {TooManyTests}
    assert len(refused) == 5


async def test_a_number_s_carrier_is_found_ported_or_not(desk: Desk) -> None:
    assert await carrier_for(desk, LI.mobile) is Carrier.MOBILE
    await note_ported(desk, {LI.mobile: Carrier.UNICOM})
    assert await carrier_for(desk, LI.mobile) is Carrier.UNICOM

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyan.casework.answers.answering import (
    NOT_FOUND,
    Answered,
    Given,
    Verdict,
    ask_again,
    give_answer,
)
from heyan.casework.desk import Desk
from heyan.casework.filings.views import FilingView
from heyan.casework.timing import work_due_cases
from heyan.rules.documents import tail
from heyan.rules.phone import Mobile
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import CALLER, Journey, begin, data_of, types

LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)
GANSU = 620000
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ALONE = replace(SITE, principal=LI)  # a filing of this site asks one number only


@dataclass
class Told:
    """A filing of two people who have both got their codes."""

    journey: Journey
    filing: FilingView

    async def answer(self, mobile: str, code: str, tail: str) -> Answered:
        return await give_answer(self.journey.desk, TIANJIN, Given(mobile, code, tail), CALLER)

    async def ask(self, mobile: str = LI.mobile, tail: str = LI_TAIL) -> int:
        """Ask for the message again, and count what that phone receives."""
        await ask_again(self.journey.desk, TIANJIN, mobile, tail, CALLER)
        return len(await self.journey.carry())

    async def events(self, kind: str) -> list[dict[str, object]]:
        return data_of(await self.journey.look(self.filing), kind)


@pytest.fixture
async def told(desk: Desk) -> Told:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    return Told(journey, filing)


@pytest.mark.rule("R18")
async def test_who_is_right_is_told_who_is_still_awaited_and_masked(told: Told) -> None:
    journey = told.journey
    first = await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    assert first == Answered(Verdict.MET, ("138****2345",))
    assert await journey.answer(TIANJIN, LI.mobile, LI_TAIL) == Answered(Verdict.ALL_MET)


@pytest.mark.rule("R21")
@pytest.mark.parametrize(
    ("mobile", "code", "typed"),
    [
        ("+86 138-0211-2345", "{}", LI_TAIL),
        ("１３８０２１１２３４５", " {} ", " ".join(LI_TAIL)),
        ("0086 13802112345", "{:\u3000>8}", LI_TAIL),
    ],
)
async def test_an_answer_is_right_however_it_is_typed(
    told: Told, mobile: str, code: str, typed: str
) -> None:
    answered = await told.answer(mobile, code.format(told.journey.code(LI.mobile)), typed)
    assert answered.verdict is Verdict.MET


@pytest.mark.rule("R19", "R20")
async def test_whatever_does_not_fit_is_not_found_and_only_a_right_code_burns_a_try(
    told: Told,
) -> None:
    right, other = told.journey.code(LI.mobile), told.journey.code(HAN.mobile)
    for wrong in (
        ("13900000000", right, LI_TAIL),
        ("", right, LI_TAIL),
        (HAN.mobile, right, HAN_TAIL),
        (LI.mobile, other, LI_TAIL),
        (LI.mobile, "", LI_TAIL),
        (LI.mobile, right[:5], "000000"),
        (LI.mobile, "\x00\ud800", "000000"),
    ):
        assert await told.answer(*wrong) == NOT_FOUND
    assert await told.events("challenge.wrong_tail") == []
    assert await told.answer(LI.mobile, right, HAN_TAIL) == NOT_FOUND
    assert await told.answer(LI.mobile, right, "\x00\ud800") == NOT_FOUND
    assert await told.events("challenge.wrong_tail") == [
        {"challenge": 1, "left": 4},
        {"challenge": 1, "left": 3},
    ]


@pytest.mark.rule("R19")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=8), st.text(max_size=8))
async def test_nothing_that_can_be_typed_is_a_fault(
    told: Told, mobile: str, code: str, typed: str
) -> None:
    assert await told.answer(mobile, code, typed) == NOT_FOUND
    assert await told.answer(LI.mobile, code, typed) == NOT_FOUND


@pytest.mark.rule("R16")
async def test_another_province_s_portal_finds_nothing(told: Told) -> None:
    answered = await told.journey.answer(GANSU, LI.mobile, LI_TAIL)
    assert answered == NOT_FOUND
    assert (await told.journey.answer(TIANJIN, LI.mobile, LI_TAIL)).verdict is Verdict.MET


@pytest.mark.rule("R22", "R24")
async def test_a_late_answer_returns_the_case_itself(told: Told, clock: Clock) -> None:
    clock.turn(48 * HOUR)
    assert await told.journey.answer(TIANJIN, LI.mobile, LI_TAIL) == NOT_FOUND
    seen = await told.journey.look(told.filing)
    assert (seen.state, seen.reason) == ("returned", "expired")
    assert await work_due_cases(told.journey.desk) == 0


@pytest.mark.rule("R9", "R23")
async def test_two_cases_of_one_number_are_told_apart_by_their_codes(told: Told) -> None:
    journey, first_code = told.journey, told.journey.code(LI.mobile)
    other = await journey.submit(new_filing(ALONE, reference="OTHER"))
    await journey.carry()
    assert (await journey.answer(TIANJIN, LI.mobile, LI_TAIL)).verdict is Verdict.ALL_MET
    assert (await journey.look(other)).state == "reviewing"
    first = await journey.answer(TIANJIN, LI.mobile, LI_TAIL, first_code)
    assert first == Answered(Verdict.MET, ("170****5678",))


@pytest.mark.rule("R12", "R13")
async def test_a_message_comes_again_with_the_same_code_when_a_minute_has_passed(
    told: Told, clock: Clock
) -> None:
    code = told.journey.code(LI.mobile)
    assert await told.ask() == 0
    clock.turn(MINUTE)
    assert await told.ask() == 1
    assert told.journey.code(LI.mobile) == code
    assert "5日09:00前" in told.journey.phones[LI.mobile][-1]
    assert await told.ask() == 0
    assert [e["purpose"] for e in await told.events("message.queued")] == [
        "first",
        "first",
        "asked",
    ]


@pytest.mark.rule("R12")
async def test_whoever_does_not_fit_sets_nothing_off(told: Told, clock: Clock) -> None:
    clock.turn(MINUTE)
    for mobile, typed in (("13900000000", LI_TAIL), ("x", LI_TAIL), (LI.mobile, HAN_TAIL)):
        assert await told.ask(mobile, typed) == 0
    assert await told.ask(LI.mobile, "\ud800\x00") == 0
    await ask_again(told.journey.desk, GANSU, LI.mobile, LI_TAIL, CALLER)
    assert await told.journey.carry() == []
    assert await told.ask() == 1


@pytest.mark.rule("R12")
async def test_an_hour_has_five_messages_and_a_day_ten(told: Told, clock: Clock) -> None:
    sent = [clock.now]
    for _ in range(23 * 6):
        clock.turn(10 * MINUTE)
        sent += [clock.now] * await told.ask()
    for at in sent:
        assert sum(timedelta() <= at - each < HOUR for each in sent) <= 5
    assert len(sent) == 10


@pytest.mark.rule("R12")
async def test_the_limits_are_the_number_s_over_all_its_cases_and_provinces(
    told: Told, clock: Clock
) -> None:
    clock.turn(HOUR)
    await told.journey.submit(new_filing(province=GANSU, reference="GANSU"))
    await told.journey.carry()
    assert await told.ask() == 0, "a minute has not passed since the other message"
    clock.turn(MINUTE)
    assert await told.ask() == 1


@pytest.mark.rule("R12")
async def test_who_waits_for_two_codes_gets_one_message_at_a_time_and_both_in_turn(
    told: Told, clock: Clock
) -> None:
    journey = told.journey
    await journey.submit(new_filing(ALONE, reference="OTHER"))
    await journey.carry()
    codes = set()
    for _ in range(2):
        clock.turn(MINUTE)
        assert await told.ask() == 1
        codes.add(journey.code(LI.mobile))
    assert len(codes) == 2


@pytest.mark.rule("R12", "R24")
async def test_nothing_is_sent_again_to_who_has_answered(told: Told, clock: Clock) -> None:
    clock.turn(MINUTE)
    await told.journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert await told.ask() == 0


async def test_a_message_that_has_not_left_is_dropped_with_the_answer(
    told: Told, clock: Clock
) -> None:
    journey = told.journey
    clock.turn(MINUTE)
    await ask_again(journey.desk, TIANJIN, LI.mobile, LI_TAIL, CALLER)
    await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    assert await journey.carry() == []
    assert "message.sent" not in types(await journey.look(told.filing))[6:]


def test_nothing_typed_shows_in_a_trace() -> None:
    assert repr(Given(Mobile("13802112345"), "012345", "153019")) == "Given()"

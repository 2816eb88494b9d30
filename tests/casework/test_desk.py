from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from heyan.casework.desk import PROVINCES, Desk
from heyan.rules.editions import BY_DATE, EDITIONS
from heyan.rules.phone import Mobile
from heyan.store.database import Deadlock
from tests.fakes.clock import Clock
from tests.fakes.filings import TIANJIN


async def echo(_desk: Desk, province: int, questions: Sequence[str]) -> Sequence[str | Exception]:
    return [f"{province} {question}" for question in questions]


async def whose(desk: Desk, _province: int, questions: Sequence[str]) -> Sequence[Desk | Exception]:
    return [desk for _ in questions]


def test_cases_are_opened_under_the_edition_of_the_settings(desk: Desk) -> None:
    assert all(replace(desk, edition=e.name).edition_now() is e for e in EDITIONS)


def test_by_date_the_clock_chooses_the_edition(desk: Desk, clock: Clock) -> None:
    by_date = replace(desk, edition=BY_DATE)
    for edition in EDITIONS:
        clock.set(edition.starts)
        assert by_date.edition_now() is edition
    clock.set(datetime(2001, 1, 1, tzinfo=UTC))
    assert by_date.edition_now() is EDITIONS[0]


def test_provinces_are_gone_through_in_one_order() -> None:
    assert list(PROVINCES) == sorted(set(PROVINCES))
    assert len(PROVINCES) == 31


def test_a_number_s_hash_does_not_tell_the_number(desk: Desk) -> None:
    one, other = Mobile("13802112345"), Mobile("13802112346")
    assert desk.mobile_hash(one) == desk.mobile_hash(one) != desk.mobile_hash(other)
    assert one.encode() not in desk.mobile_hash(one)


async def test_questions_to_one_deed_wait_in_one_line(desk: Desk) -> None:
    assert await desk.together(echo, TIANJIN, "a") == "120000 a"
    assert await desk.together(echo, 620000, "b") == "620000 b"


async def test_a_copy_of_a_desk_has_lines_of_its_own(desk: Desk) -> None:
    assert await desk.together(whose, TIANJIN, "a") is desk
    copy = replace(desk, edition=BY_DATE)
    assert await copy.together(whose, TIANJIN, "a") is copy


async def test_a_deed_that_lost_a_race_is_done_again(desk: Desk) -> None:
    tries: list[int] = []

    async def decide(_desk: Desk, _: int, questions: Sequence[str]) -> Sequence[str | Exception]:
        tries.append(len(questions))
        if len(tries) < 3:
            raise Deadlock
        return questions

    assert await desk.together(decide, TIANJIN, "a") == "a"
    assert tries == [1, 1, 1]


async def test_a_refusal_reaches_who_asked(desk: Desk) -> None:
    async def refuse(_desk: Desk, _: int, questions: Sequence[str]) -> Sequence[str | Exception]:
        return [LookupError(question) for question in questions]

    with pytest.raises(LookupError, match="a"):
        await desk.together(refuse, TIANJIN, "a")

"""What happens at once, in two processes on one real database: exactly one outcome (R24)."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import pytest

from heyan.casework.answers.answering import Answered, Given, Verdict, ask_again, give_answer
from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.casework.timing import work_due_cases
from heyan.rules.code import Seed, derive_code
from heyan.rules.documents import tail
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.rules.refusals import MovedOn, ReferenceInUse, Refusal
from heyan.rules.writing import plain
from heyan.store import messages
from heyan.store.database import Transaction
from tests.fakes.clock import Clock
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import CALLER, Journey, begin, case_id, code_in, data_of, types
from tests.fakes.waiting import until, until_a_lock_is_waited_for

T = TypeVar("T")
GANSU = 620000
LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)
ALONE = replace(SITE, principal=LI)  # a filing of this site asks one number only


async def at_once(*deeds: Awaitable[T]) -> list[T | BaseException]:
    async with asyncio.timeout(60):
        return await asyncio.gather(*deeds, return_exceptions=True)


def answering(journey: Journey, desk: Desk, mobile: str, tail: str) -> Awaitable[Answered]:
    return give_answer(desk, TIANJIN, Given(mobile, journey.code(mobile), tail), CALLER)


async def two_filings(journey: Journey, other: Desk, *filings: Filing) -> list[object]:
    """Submit two filings at once, each in its own process."""
    (one, two), provider = filings, journey.provider
    return [
        *await at_once(
            intake.submit_filing(journey.desk, provider, plain(one)),
            intake.submit_filing(other, provider, plain(two)),
        )
    ]


@pytest.mark.rule("R20", "R24")
async def test_wrong_tails_in_two_processes_count_exactly_five(
    desk: Desk, other_desk: Desk
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing())
    await journey.carry()
    desks = [desk, other_desk] * 100
    answers = await at_once(*(answering(journey, each, LI.mobile, "000000") for each in desks))
    verdicts = [answer.verdict for answer in answers if isinstance(answer, Answered)]
    assert len(verdicts) == 200
    assert verdicts.count(Verdict.FAILED) == 1
    assert verdicts.count(Verdict.NOT_FOUND) == 199
    returned = await journey.look(filing)
    assert [told["left"] for told in data_of(returned, "challenge.wrong_tail")] == [4, 3, 2, 1, 0]
    assert types(returned).count("filing.returned") == 1


@pytest.mark.rule("R12")
async def test_two_wishes_at_once_for_one_number_send_one_message(
    desk: Desk, other_desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the portals of two provinces, in two processes: the limits are the number's."""
    journey = await begin(desk)
    await journey.submit(new_filing(ALONE))
    await journey.submit(new_filing(ALONE, reference="THERE", province=GANSU))
    await journey.carry()
    clock.turn(timedelta(hours=1))
    looked, recent_to = list[str](), messages.recent_to

    async def together(tx: Transaction, *what: Any) -> list[tuple[bytes, datetime]]:
        """Go on when the other one has looked too, or is kept from looking."""
        recent = await recent_to(tx, *what)
        looked.append("")
        async with other_desk.database.read() as watching, asyncio.TaskGroup() as group:
            both = group.create_task(until(lambda: len(looked) > 1))
            held = group.create_task(until_a_lock_is_waited_for(watching))
            await asyncio.wait((both, held), return_when=asyncio.FIRST_COMPLETED)
            both.cancel()
            held.cancel()
        return recent

    monkeypatch.setattr(messages, "recent_to", together)
    assert await at_once(
        ask_again(desk, TIANJIN, LI.mobile, LI_TAIL, CALLER),
        ask_again(other_desk, GANSU, LI.mobile, LI_TAIL, CALLER),
    ) == [None, None]
    assert len(looked) == 2
    assert len(await journey.carry()) == 1


@pytest.mark.rule("R2", "R18", "R24")
async def test_the_last_two_answers_at_once_reach_review_exactly_once(
    desk: Desk, other_desk: Desk
) -> None:
    journey = await begin(desk)
    filings = [await journey.submit(new_filing(reference=f"A-{n}")) for n in range(5)]
    codes = [(message.mobile, code_in(message.text)) for message in await journey.carry()]
    tails = {LI.mobile: LI_TAIL, HAN.mobile: HAN_TAIL}
    answers = await at_once(
        *(
            give_answer(each, TIANJIN, Given(mobile, code, tails[mobile]), CALLER)
            for (mobile, code), each in zip(codes, [desk, other_desk] * 5, strict=True)
        )
    )
    verdicts = [answer.verdict for answer in answers if isinstance(answer, Answered)]
    assert (verdicts.count(Verdict.MET), verdicts.count(Verdict.ALL_MET)) == (5, 5)
    for filing in filings:
        seen = await journey.look(filing)
        assert seen.state == "reviewing"
        assert types(seen).count("filing.verified") == 1


@pytest.mark.rule("R24")
async def test_the_same_right_answer_at_once_is_right_once(desk: Desk, other_desk: Desk) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(ALONE))
    await journey.carry()
    answers = await at_once(
        *(answering(journey, each, LI.mobile, LI_TAIL) for each in [desk, other_desk] * 10)
    )
    verdicts = [answer.verdict for answer in answers if isinstance(answer, Answered)]
    assert verdicts.count(Verdict.ALL_MET) == 1
    assert verdicts.count(Verdict.NOT_FOUND) == 19
    assert types(await journey.look(filing)).count("challenge.met") == 1


@pytest.mark.rule("R22", "R24")
async def test_expiry_and_a_right_answer_have_one_outcome(
    desk: Desk, other_desk: Desk, clock: Clock
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(ALONE))
    await journey.carry()
    clock.turn(timedelta(hours=48))
    answer, _, _ = await at_once(
        answering(journey, desk, LI.mobile, LI_TAIL),
        work_due_cases(other_desk),
        work_due_cases(desk),
    )
    assert answer == Answered(Verdict.NOT_FOUND)
    seen = await journey.look(filing)
    assert (seen.state, types(seen).count("filing.returned")) == ("returned", 1)
    assert "challenge.met" not in types(seen)


@pytest.mark.rule("R24")
async def test_withdrawal_and_the_last_answer_have_one_order(desk: Desk, other_desk: Desk) -> None:
    journey = await begin(desk)
    for n in range(6):
        filing = await journey.submit(new_filing(ALONE, reference=f"A-{n}"))
        await journey.carry()
        answer, withdrawn = await at_once(
            answering(journey, desk, LI.mobile, LI_TAIL),
            intake.withdraw_filing(other_desk, journey.provider, case_id(filing)),
        )
        assert isinstance(answer, Answered)
        assert not isinstance(withdrawn, BaseException)
        told = types(await journey.look(filing))
        assert told[-1] == "filing.withdrawn"
        assert ("filing.verified" in told) == (answer.verdict is Verdict.ALL_MET)


@pytest.mark.rule("R24", "R28")
async def test_verdict_and_withdrawal_have_one_outcome(desk: Desk, other_desk: Desk) -> None:
    journey = await begin(desk)
    await journey.officer(110000)
    for n in range(4):
        filing = await journey.submit(new_filing(province=110000, reference=f"A-{n}"))
        outcomes = await at_once(
            journey.approve(filing),
            intake.withdraw_filing(other_desk, journey.provider, case_id(filing)),
        )
        assert [isinstance(each, MovedOn) for each in outcomes].count(True) == 1
        told = types(await journey.look(filing))
        assert len({"filing.approved", "filing.withdrawn"} & set(told)) == 1


@pytest.mark.rule("R9")
async def test_two_filings_of_one_number_at_once_get_different_codes(
    desk: Desk, other_desk: Desk
) -> None:
    one, two = colliding_numbers(desk)
    async with desk.database.transaction() as tx:
        await tx.execute(f"alter sequence case_numbers start {one} restart increment {two - one}")
    journey = await begin(desk)
    first, second = new_filing(ALONE, reference="A"), new_filing(ALONE, reference="B")
    await two_filings(journey, other_desk, first, second)
    await journey.carry()
    texts = journey.phones[LI.mobile]
    assert len(texts) == 2
    assert len({code_in(text) for text in texts}) == 2
    async with desk.database.read() as tx:
        redraws = await tx.fetch("select redraw from challenges order by redraw")
    assert [row["redraw"] for row in redraws] == [0, 1]


def colliding_numbers(desk: Desk) -> tuple[int, int]:
    """Find two cases whose first challenges would have the same code."""
    codes = desk.keys.codes
    seen: dict[str, int] = {}
    for number in count(1):
        code = derive_code(codes[codes.current], Seed(CaseId(TIANJIN, number), 1))
        if code in seen:
            return seen[code], number
        seen[code] = number
    raise AssertionError


async def test_a_reference_at_once_in_two_processes_opens_one_case(
    desk: Desk, other_desk: Desk
) -> None:
    journey = await begin(desk)
    answers = await two_filings(journey, other_desk, new_filing(), new_filing(ALONE))
    assert [isinstance(answer, ReferenceInUse) for answer in answers].count(True) == 1
    await number_of_cases(desk, 1)


async def test_a_reference_at_once_in_two_provinces_opens_one_case(
    desk: Desk, other_desk: Desk
) -> None:
    journey = await begin(desk)
    answers = await two_filings(journey, other_desk, new_filing(), new_filing(province=620000))
    assert [isinstance(answer, ReferenceInUse) for answer in answers].count(True) == 1


async def test_an_idempotency_key_at_once_opens_one_case_and_answers_all_alike(
    desk: Desk, other_desk: Desk
) -> None:
    journey = await begin(desk)
    answers = await at_once(
        *(
            intake.submit_filing(each, journey.provider, plain(new_filing()), idempotency_key="k")
            for each in [desk, other_desk] * 10
        )
    )
    assert not [answer for answer in answers if isinstance(answer, BaseException)]
    told = [answer for answer in answers if isinstance(answer, intake.Submitted)]
    assert len({answer.filing.id for answer in told}) == 1
    assert [answer.repeated for answer in told].count(False) == 1
    await number_of_cases(desk, 1)


async def test_the_same_lines_at_once_open_each_filing_once(desk: Desk, other_desk: Desk) -> None:
    journey = await begin(desk)
    lines = [plain(new_filing(reference=f"A-{n}")) for n in range(10)]
    answers = await at_once(
        *(
            intake.take_in(each, journey.provider, line)
            for line in lines
            for each in (desk, other_desk, desk)
        )
    )
    assert not [answer for answer in answers if isinstance(answer, (Refusal, BaseException))]
    await number_of_cases(desk, 10)


async def number_of_cases(desk: Desk, expected: int) -> None:
    async with desk.database.read() as tx:
        assert await tx.fetchval("select count(*) from cases") == expected

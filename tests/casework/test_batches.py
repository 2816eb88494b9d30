"""What is decided together is decided as it would be one by one, and in order (stack.md, R24)."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from heyan.casework.answers.answering import Given, Verdict, give_answer
from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.casework.tally import Sizes
from heyan.rules.documents import tail
from heyan.rules.refusals import ReferenceInUse
from heyan.rules.writing import plain
from tests.fakes.filings import HAN, LI, SITE, TIANJIN, new_filing
from tests.fakes.journeys import CALLER, Journey, begin, code_in, types

LI_TAIL, HAN_TAIL = tail(LI.document.number), tail(HAN.document.number)
ALONE = replace(SITE, principal=LI)


async def together(desk: Desk, *answers: Given) -> list[Verdict]:
    """Give answers at once, so that they wait in line together."""
    deeds = (give_answer(desk, TIANJIN, each, CALLER) for each in answers)
    return [answered.verdict for answered in await asyncio.gather(*deeds)]


def batches(desk: Desk, deed: str) -> Sizes:
    return desk.tally.batches.get(deed, Sizes())


async def codes(journey: Journey) -> dict[str, str]:
    """Carry what waits, and read the code of each number."""
    return {message.mobile: code_in(message.text) for message in await journey.carry()}


async def test_idle_every_deed_is_a_batch_of_one(desk: Desk) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, LI_TAIL)
    await journey.answer(TIANJIN, HAN.mobile, HAN_TAIL)
    for deed, count in (("filings", 1), ("answers", 2)):
        assert (batches(desk, deed).count, batches(desk, deed).total) == (count, count)


@pytest.mark.rule("R20", "R24")
@pytest.mark.parametrize(
    ("tries", "heard"),
    [
        ((0, 0, 0, 0, 0, 1), (Verdict.NOT_FOUND,) * 4 + (Verdict.FAILED, Verdict.NOT_FOUND)),
        ((0, 0, 0, 0, 1, 0), (Verdict.NOT_FOUND,) * 4 + (Verdict.ALL_MET, Verdict.NOT_FOUND)),
        ((1, 0, 1), (Verdict.ALL_MET, Verdict.NOT_FOUND, Verdict.NOT_FOUND)),
    ],
    ids=["the fifth wrong one first", "the right one first", "right at once"],
)
async def test_answers_to_one_case_in_one_batch_are_decided_in_order(
    desk: Desk, tries: tuple[int, ...], heard: tuple[Verdict, ...]
) -> None:
    journey = await begin(desk)
    filing = await journey.submit(new_filing(ALONE))
    code = (await codes(journey))[LI.mobile]
    given = (Given(LI.mobile, code, LI_TAIL if right else "000000") for right in tries)
    assert tuple(await together(desk, *given)) == heard
    assert (batches(desk, "answers").count, batches(desk, "answers").total) == (1, len(tries))
    history = types(await journey.look(filing))
    decided = next(n for n, each in enumerate(heard) if each is not Verdict.NOT_FOUND)
    assert history.count("challenge.wrong_tail") == decided + (heard[decided] is Verdict.FAILED)
    assert history.count("filing.returned") + history.count("filing.verified") == 1


@pytest.mark.rule("R25")
async def test_a_used_code_is_a_guess_whoever_answers_beside_it(desk: Desk) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing(reference="A"))
    first = await codes(journey)
    await journey.submit(new_filing(ALONE, reference="B"))
    await journey.answer(TIANJIN, LI.mobile, LI_TAIL, first[LI.mobile])
    used = Given(LI.mobile, first[LI.mobile], LI_TAIL)
    await together(desk, used)
    assert await guesses(desk) == 1
    han = Given(HAN.mobile, first[HAN.mobile], "000000")
    await together(desk, han, used, han)  # which has the first case loaded too
    assert await guesses(desk) == 2


async def guesses(desk: Desk) -> int:
    """Count the wrong codes of Li's number that is still asked."""
    async with desk.database.read() as tx:
        return int(
            await tx.fetchval(
                """select guesses.wrong_codes - guessed_before
                     from challenges join guesses using (province, mobile)
                    where challenges.state = 'open' and mobile = $1""",
                desk.mobile_hash(LI.mobile),
            )
        )


async def test_a_filing_that_is_refused_spoils_none_that_came_with_it(desk: Desk) -> None:
    journey = await begin(desk)
    references = ("FIRST", "A", "B", "A", "C")
    sites = (ALONE, ALONE, ALONE, SITE, ALONE)
    filings = [
        new_filing(site, reference=each) for site, each in zip(sites, references, strict=True)
    ]
    deeds = (intake.submit_filing(desk, journey.provider, plain(each)) for each in filings)
    answers = await asyncio.gather(*deeds, return_exceptions=True)
    assert [isinstance(each, intake.Submitted) for each in answers] == [
        True,
        True,
        True,
        False,
        True,
    ]
    assert isinstance(answers[3], ReferenceInUse)
    assert (batches(desk, "filings").count, batches(desk, "filings").total) == (1, 5)


@pytest.mark.rule("R24")
async def test_a_batch_has_sixty_four_members_at_most_and_nobody_is_left_over(desk: Desk) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing(ALONE))
    code = (await codes(journey))[LI.mobile]
    given = [Given(LI.mobile, code, LI_TAIL)] * 150
    heard = await together(desk, *given)
    # Who comes at the same time in different batches has no order among themselves.
    assert Counter(heard) == {Verdict.ALL_MET: 1, Verdict.NOT_FOUND: 149}
    assert (batches(desk, "answers").count, batches(desk, "answers").total) == (3, 150)

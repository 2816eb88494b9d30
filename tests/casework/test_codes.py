import pytest

from heyan.casework.codes import Codes, codes_in_use
from heyan.casework.desk import Desk
from heyan.rules.code import Seed, derive_code
from heyan.rules.documents import tail
from heyan.rules.ids import CaseId
from tests.fakes.filings import LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id

NUMBER, OTHER = b"a number", b"another"


def seed_of(number: int) -> Seed:
    return Seed(CaseId(TIANJIN, number), 1)


def code_of(desk: Desk, seed: Seed) -> str:
    return derive_code(desk.keys.codes[desk.keys.codes.current], seed)


@pytest.mark.rule("R9")
async def test_a_code_in_use_is_drawn_again_until_it_is_new(desk: Desk) -> None:
    key, seed = desk.keys.codes.current, seed_of(7)
    codes = Codes(desk)
    assert codes.draw(NUMBER, seed, key) == 0
    assert codes.draw(NUMBER, seed, key) == 1
    assert codes.draw(NUMBER, seed, key) == 2
    assert codes.draw(OTHER, seed, key) == 0, "codes of other numbers are no matter"


@pytest.mark.rule("R9")
async def test_a_thousand_open_challenges_of_one_number_have_a_thousand_codes(desk: Desk) -> None:
    key = desk.keys.codes.current
    codes, drawn = Codes(desk), set()
    for number in range(1, 3001):
        redraw = codes.draw(NUMBER, seed_of(number), key)
        seed = Seed(CaseId(TIANJIN, number), 1, redraw=redraw)
        drawn.add(code_of(desk, seed))
    assert len(drawn) == 3000


@pytest.mark.rule("R9")
async def test_what_is_open_in_any_province_is_in_use_and_what_has_ended_is_not(
    desk: Desk,
) -> None:
    journey = await begin(desk)
    here = await journey.submit(new_filing())
    there = await journey.submit(new_filing(province=620000, reference="GANSU"))
    await journey.carry()
    hashed = desk.mobile_hash(LI.mobile)

    async def redraws() -> list[int]:
        async with desk.database.transaction() as tx:
            codes = await codes_in_use(desk, tx, [hashed])
        seeds = [Seed(case_id(filing), 1) for filing in (here, there)]
        return [codes.draw(hashed, seed, desk.keys.codes.current) for seed in seeds]

    assert await redraws() == [1, 1]
    await journey.answer(620000, LI.mobile, tail(LI.document.number))
    assert await redraws() == [1, 0]

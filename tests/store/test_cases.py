"""Cases as they are kept: found, held, listed, and readable for nobody without the keys."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from heyan.casework.desk import Desk
from heyan.keys.sealing import Broken
from heyan.rules.case import Case, State, answer, challenge_of
from heyan.rules.filing import Filing
from heyan.rules.ids import CaseId
from heyan.rules.writing import canonical
from heyan.store import cases, filings, standings
from heyan.store.case_rows import NewCase, Stored
from heyan.store.cases import Wanted
from heyan.store.database import Conflict, Transaction, savepoint
from heyan.store.standings import Outcome
from tests.conftest import MORNING as NOW
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import Journey, begin, case_id

GANSU = 620000


@pytest.fixture
async def journey(desk: Desk) -> Journey:
    return await begin(desk)


async def submit(journey: Journey, filing: Filing | None = None) -> CaseId:
    return case_id(await journey.submit(filing or new_filing()))


async def held(journey: Journey, tx: Transaction, case: CaseId) -> Stored:
    return (await cases.lock(tx, journey.desk.sealer, case.province, [case.number]))[case.number]


def wanted(journey: Journey, **asked: object) -> Wanted:
    everything = Wanted(provider=journey.provider.id, state=None, reference=None, after=0, most=100)
    return replace(everything, **asked)  # type: ignore[arg-type]  # each asks for what it names


async def test_a_case_comes_back_as_it_was_opened(journey: Journey) -> None:
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        stored = await held(journey, tx, case)
        assert await filings.read_filing(tx, journey.desk.sealer, stored) == canonical(new_filing())
    assert (stored.case.id, stored.case.state, stored.reference) == (
        case,
        State.VERIFYING,
        "ORD-2018-000173",
    )
    assert [c.mobile for c in stored.case.challenges] == [LI.mobile, HAN.mobile]
    assert stored.mobiles == {n: journey.desk.mobile_hash(p.mobile) for n, p in ((1, LI), (2, HAN))}
    assert stored.names[2] == "海河新闻"


async def open_again(journey: Journey, tx: Transaction, before: Stored) -> Case:
    """Open another case of the same reference."""
    (number,) = await cases.take_numbers(tx, 1)
    case = replace(before.case, id=CaseId(before.case.id.province, number), challenges=())
    assert before.key is not None
    new = NewCase(
        case=case,
        reference=before.reference,
        fingerprint=b"another",
        key=before.key,
        sealed_filing=b"sealed",
        mobiles={},
        names={},
    )
    await cases.add(tx, journey.desk.sealer, case.id.province, [new])
    return case


async def test_of_a_reference_one_case_is_open_whatever_has_ended(journey: Journey) -> None:
    number = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        first = await held(journey, tx, number)
        with pytest.raises(Conflict):
            async with savepoint(tx):
                await open_again(journey, tx, first)
        case, ended_at = first.case, NOW + timedelta(hours=48)
        for _ in range(3):  # all of them end at the same moment
            ended = replace(case, state=State.WITHDRAWN)
            await standings.write(tx, Outcome(TIANJIN, ended_at, [(case, ended)]))
            case = await open_again(journey, tx, first)
            with pytest.raises(Conflict):
                async with savepoint(tx):
                    await open_again(journey, tx, first)
        found = await cases.same_references(tx, journey.provider.id, [first.reference])
    assert [row["state"] for row in found] == ["withdrawn"] * 3 + ["verifying"]


@pytest.mark.rule("R16")
async def test_only_the_province_that_asks_a_number_finds_its_case(journey: Journey) -> None:
    here = await submit(journey)
    there = await submit(journey, new_filing(reference="OTHER", province=GANSU))
    mobiles = [journey.desk.mobile_hash(HAN.mobile)]
    async with journey.desk.database.transaction() as tx:
        for case in (here, there):
            asked = await cases.lock_asked(tx, journey.desk.sealer, case.province, mobiles)
            assert list(asked) == [case.number]
        seeds = await cases.open_seeds(tx, mobiles)  # R9: over all provinces
    assert {(row["province"], row["number"]) for row in seeds} == {
        (each.province, each.number) for each in (here, there)
    }


async def test_a_number_that_has_been_met_is_asked_no_more(journey: Journey) -> None:
    case = await submit(journey)
    mobiles = [journey.desk.mobile_hash(LI.mobile)]
    async with journey.desk.database.transaction() as tx:
        before = (await held(journey, tx, case)).case
        after = answer(before, 1, min(challenge_of(before, 1).tails), NOW).case
        await standings.write(tx, Outcome(TIANJIN, NOW, [(before, after)]))
        assert await cases.lock_asked(tx, journey.desk.sealer, TIANJIN, mobiles) == {}
        assert await cases.open_seeds(tx, mobiles) == []


async def test_a_provider_lists_its_own_cases_page_by_page(journey: Journey) -> None:
    numbers = [
        (await submit(journey, new_filing(reference=reference))).number for reference in "ABC"
    ]
    other = await begin(journey.desk, "河西云")
    await submit(other, new_filing(reference="A"))
    async with journey.desk.database.read() as tx:

        async def listed(**asked: object) -> list[int]:
            found = await cases.list_of_provider(tx, TIANJIN, wanted(journey, **asked))
            return [stored.case.id.number for stored in found]

        assert await listed(most=2) == numbers[:2]
        assert await listed(after=numbers[1]) == numbers[2:]
        assert await listed(reference="B") == [numbers[1]]
        assert await listed(state="reviewing") == []


async def test_a_list_holds_nothing_that_is_sealed(journey: Journey) -> None:
    await submit(journey)
    async with journey.desk.database.read() as tx:
        (stored,) = await cases.list_of_provider(tx, TIANJIN, wanted(journey))
    assert stored.key is None
    assert {(c.mobile, c.tails) for c in stored.case.challenges} == {("", frozenset())}


async def test_a_case_whose_sealed_data_was_changed_does_not_open(journey: Journey) -> None:
    sick = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        await tx.execute("update challenges set sealed = sealed || '\\x00'")
        with pytest.raises(Broken):
            await held(journey, tx, sick)


async def test_an_erased_case_has_no_filing_numbers_or_tails_left(journey: Journey) -> None:
    case = await submit(journey)
    async with journey.desk.database.transaction() as tx:
        await tx.execute("update cases set data_key = null")
        stored = await held(journey, tx, case)
        assert await filings.read_filing(tx, journey.desk.sealer, stored) is None
    assert stored.names == {1: "", 2: ""}
    assert {c.tails for c in stored.case.challenges} == {frozenset()}


async def test_numbers_are_given_once(journey: Journey) -> None:
    async def take() -> list[int]:
        async with journey.desk.database.transaction() as tx:
            return await cases.take_numbers(tx, 5)

    given = [
        number for taken in await asyncio.gather(*(take() for _ in range(8))) for number in taken
    ]
    assert len(set(given)) == len(given) == 40

"""A case's rows: what is sealed belongs to its own row, and is never told by accident."""

import pytest

from heyan.casework.desk import Desk
from heyan.keys.sealing import Broken
from heyan.rules.ids import CaseId
from heyan.store import cases
from heyan.store.case_rows import Stored, about
from tests.fakes.filings import HAN, LI, TIANJIN, new_filing
from tests.fakes.journeys import begin, case_id


async def stored(desk: Desk, case: CaseId) -> Stored:
    async with desk.database.read() as tx:
        return (await cases.find(tx, desk.sealer, TIANJIN, [case.number]))[case.number]


async def test_a_box_moved_to_another_challenge_does_not_open(desk: Desk) -> None:
    case = case_id(await (await begin(desk)).submit(new_filing()))
    async with desk.database.transaction() as tx:
        await tx.execute(
            "update challenges set sealed = (select sealed from challenges where n = 2) where n = 1"
        )
    with pytest.raises(Broken):
        await stored(desk, case)


async def test_a_key_moved_to_another_case_does_not_open(desk: Desk) -> None:
    journey = await begin(desk)
    one, other = [
        case_id(await journey.submit(new_filing(reference=reference))) for reference in "AB"
    ]
    async with desk.database.transaction() as tx:
        await tx.execute(
            "update cases set data_key = (select data_key from cases where number = $1)", one.number
        )
    assert (await stored(desk, one)).case.id == one
    with pytest.raises(Broken):
        await stored(desk, other)


async def test_a_stored_case_does_not_tell_names_or_keys(desk: Desk) -> None:
    case = case_id(await (await begin(desk)).submit(new_filing()))
    kept = await stored(desk, case)
    assert kept.key is not None
    told = repr((kept.key, kept.names and kept))
    assert kept.key.key.hex() not in told
    assert repr(kept.key.key) not in told
    for secret in ("海河新闻", LI.document.number, HAN.document.number):
        assert secret not in told


def test_each_box_of_a_case_has_a_name_of_its_own() -> None:
    one, other = CaseId(TIANJIN, 1), CaseId(TIANJIN, 11)
    names = [about(case, part) for case in (one, other) for part in ("", "filing", 1, 2, 11)]
    assert len(set(names)) == len(names)

"""Erasing touches the rows of the cases that are named, and no others."""

from datetime import timedelta

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.casework.filings import intake
from heyan.rules.ids import CaseId
from heyan.rules.writing import plain
from heyan.store import erasing
from tests.fakes.clock import Clock
from tests.fakes.filings import TIANJIN, new_filing

HEBEI = 130000


async def test_those_longest_ended_come_first_and_the_others_stay_whole(
    desk: Desk, clock: Clock
) -> None:
    provider, _ = await people.add_provider(desk, "海河云")
    numbers = []
    for n in range(3):
        document = plain(new_filing(reference=f"ORD-{n}"))
        filing = (await intake.submit_filing(desk, provider, document)).filing
        case = CaseId.read(filing.id)
        assert case is not None
        await intake.withdraw_filing(desk, provider, case)
        numbers.append(case.number)
        clock.turn(timedelta(hours=1))
    before = clock.now - timedelta(hours=2)
    async with desk.database.transaction() as tx:
        assert await erasing.provinces_to_erase(tx, [TIANJIN, HEBEI], before) == [TIANJIN]
        assert await erasing.take_ended(tx, TIANJIN, before, 9) == numbers[:2]
        assert await erasing.take_ended(tx, TIANJIN, before, 1) == numbers[:1]
        await erasing.erase(tx, TIANJIN, numbers[:1], clock.now)
        assert await erasing.take_ended(tx, TIANJIN, before, 9) == numbers[1:2]
        rows = await tx.fetch(
            "select number, mobile = '' as gone, count(*) from challenges group by 1, 2 order by 1"
        )
        assert [tuple(row) for row in rows] == [
            (number, number == numbers[0], 2) for number in numbers
        ]
        assert await tx.fetchval("select count(*) from filings") == 2

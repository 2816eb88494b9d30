"""Facts are recorded together, a bad one spoils nobody, an outage loses nothing that is kept."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from heyan.carriers.gathering import FEW, MOST, MOST_WAITING, Gathering
from heyan.store.faults import Deadlock, ReadOnly, StoreUnavailable


class Book:
    """Records numbers; refuses those that it is told to, or everything for a while."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.told: list[tuple[int, bool]] = []
        self.bad: set[int] = set()
        self.away = 0
        self.goes: dict[int, int] = {}  # at this number the database goes, for so many records
        self.fault: type[Exception] = StoreUnavailable
        self.gate = asyncio.Event()
        self.gate.set()

    async def record(self, members: Sequence[int]) -> None:
        await self.gate.wait()
        if len(members) == 1:
            self.away += self.goes.pop(members[0], 0)
        if self.away:
            self.away -= 1
            raise self.fault
        if self.bad & set(members):
            raise ValueError
        self.batches.append(list(members))

    def tell(self, member: int, stored: bool) -> None:  # noqa: FBT001 - a callback's one answer
        self.told.append((member, stored))

    def gathering(
        self, kept_if: Callable[[int], bool] = lambda _: True, moment: float = 0.0
    ) -> Gathering[int]:
        return Gathering("Numbers", self.record, self.tell, kept=kept_if, rest=0.001, moment=moment)


async def finish(gathering: Gathering[int]) -> None:
    gathering.close()
    async with asyncio.timeout(5):
        await gathering.run()


async def test_what_arrives_while_a_record_is_written_goes_together_in_the_next() -> None:
    book = Book()
    book.gate.clear()
    gathering = book.gathering()
    running = asyncio.create_task(gathering.run())
    gathering.add(1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gathering.add(2)
    gathering.add(3)
    assert len(gathering) == 3, "the first is not recorded yet"
    book.gate.set()
    gathering.close()
    await running
    assert book.batches == [[1], [2, 3]]
    assert book.told == [(1, True), (2, True), (3, True)]


async def test_a_batch_has_an_end() -> None:
    book = Book()
    gathering = book.gathering()
    for member in range(MOST + 1):
        gathering.add(member)
    await finish(gathering)
    assert [len(batch) for batch in book.batches] == [MOST, 1]


async def test_a_bad_member_spoils_nobody() -> None:
    book = Book()
    book.bad = {2}
    gathering = book.gathering()
    for member in (1, 2, 3):
        gathering.add(member)
    await finish(gathering)
    assert book.batches == [[1], [3]]
    assert sorted(book.told) == [(1, True), (2, False), (3, True)]


async def test_who_failed_before_the_database_came_back_is_not_taken_for_bad() -> None:
    book = Book()
    book.away = 2
    gathering = book.gathering()
    for member in (1, 2, 3):
        gathering.add(member)
    await finish(gathering)
    assert book.batches == [[2], [3], [1]]
    assert sorted(book.told) == [(1, True), (2, True), (3, True)]


async def test_what_comes_within_a_moment_goes_together() -> None:
    book = Book()
    gathering = book.gathering(moment=0.05)
    running = asyncio.create_task(gathering.run())
    gathering.add(1)
    await asyncio.sleep(0.001)
    gathering.add(2)
    async with asyncio.timeout(5):
        while not book.told:  # noqa: ASYNC110 - it has no event of its own
            await asyncio.sleep(0.001)
    await finish(gathering)
    await running
    assert book.batches == [[1, 2]]


async def test_in_an_outage_only_what_nobody_brings_again_is_kept() -> None:
    book = Book()
    book.away = 4
    gathering = book.gathering(kept_if=lambda member: member % 2 == 1)
    for member in range(4):
        gathering.add(member)
    await finish(gathering)
    assert sorted(book.told) == [(0, False), (1, True), (2, False), (3, True)]
    assert [member for batch in book.batches for member in batch] == [1, 3]


async def test_in_an_outage_what_is_kept_waits_in_its_order() -> None:
    book = Book()
    book.away = 9
    gathering = book.gathering()
    for member in range(5):
        gathering.add(member)
    await finish(gathering)
    assert [member for batch in book.batches for member in batch] == list(range(5))
    assert all(stored for _, stored in book.told)


async def test_in_an_outage_what_is_not_kept_is_told_at_once() -> None:
    book = Book()
    book.away = 100
    gathering = book.gathering(kept_if=lambda _: False)
    for member in range(10):
        gathering.add(member)
    await finish(gathering)
    assert book.told == [(member, False) for member in range(10)]
    assert book.away > 90  # after a few in vain it does not try every single one


@pytest.mark.parametrize("fault", [StoreUnavailable, ReadOnly, Deadlock, ConnectionResetError])
async def test_a_database_that_goes_away_between_two_members_loses_none(
    fault: type[Exception],
) -> None:
    book = Book()
    book.bad, book.goes, book.fault = {2}, {5: 100}, fault
    gathering = book.gathering()
    for member in range(1, 11):
        gathering.add(member)
    gathering.close()
    running = asyncio.create_task(gathering.run())
    async with asyncio.timeout(5):
        while book.away not in range(1, 50):  # noqa: ASYNC110 - it has no event of its own
            await asyncio.sleep(0)
        assert book.told == [(member, True) for member in (1, 3, 4)]
        book.away = 0
        await running
    assert sorted(book.told) == [(member, member != 2) for member in range(1, 11)]
    assert [member for batch in book.batches for member in batch] == [1, 3, *range(4, 11)]


async def test_what_is_not_kept_goes_back_when_the_database_goes_between_two_members() -> None:
    book = Book()
    book.bad, book.goes = {2}, {3: FEW}
    gathering = book.gathering(kept_if=lambda member: member < 5)
    for member in range(1, 9):
        gathering.add(member)
    await finish(gathering)
    assert sorted(book.told) == [(member, member in {1, 3, 4}) for member in range(1, 9)]


async def test_bad_ones_in_a_row_hold_up_nobody() -> None:
    book = Book()
    book.bad = set(range(2 * FEW))
    gathering = book.gathering()
    for member in range(2 * FEW + 1):
        gathering.add(member)
    await finish(gathering)
    assert sorted(book.told) == [(member, member == 2 * FEW) for member in range(2 * FEW + 1)]


async def test_when_too_many_wait_what_comes_goes_back_unless_it_is_kept() -> None:
    book = Book()
    gathering = book.gathering(kept_if=lambda member: member % 2 == 0)
    for member in range(MOST_WAITING + 2):
        gathering.add(member)
    assert book.told == [(MOST_WAITING + 1, False)]
    assert len(gathering) == MOST_WAITING + 1

from heyan.bench import due, limits
from heyan.bench.ground import Place
from heyan.bench.stage import DUE, Scale, Stage
from tests.bench.conftest import COUNT, OPEN


async def test_what_is_due_is_decided_once_and_nothing_else(row: Stage) -> None:
    await row.set(DUE)
    timed = await due.decide_all(row, workers=2)
    assert timed.count == COUNT
    async with row.desk.database.read() as tx:
        assert await tx.fetchval("select count(*) from cases where state = 'returned'") == COUNT / 2
        assert await tx.fetchval("select count(*) from messages") == OPEN + COUNT / 2
        assert await tx.fetchval("select count(*) from trail") == 3 * OPEN + COUNT


async def test_pgbench_leaves_the_same_states_behind(row: Stage) -> None:
    await row.set(DUE)
    await limits.run(row.url, "bench_decide", COUNT, clients=4)
    assert await row.count_states() == {"returned": COUNT // 2, "verifying": COUNT // 2}


async def test_it_is_measured_beside_pgbench(place: Place) -> None:
    compared = await due.measure(place, Scale((COUNT, 2 * COUNT), 2 * COUNT, 1), workers=1)
    assert [each.count for each in compared] == [COUNT, COUNT]  # as many as the smallest has
    assert all(each.ours.a_second > 0 for each in compared)
    assert all(each.limit.a_second > 0 for each in compared)

from heyan.bench import intake, limits
from heyan.bench.ground import Place
from heyan.bench.stage import Scale, Stage
from tests.bench.conftest import COUNT


async def test_every_filing_has_its_case_and_a_round_leaves_none_behind(stage: Stage) -> None:
    for turn in (1, 2):
        await stage.set()
        documents = [intake.document(each, f"{turn}-{each.place}") for each in stage.crowd]
        timed = await intake.take_all(stage, documents, waiting=16)
        assert timed.count == COUNT
        assert await stage.count_new() == dict.fromkeys(("cases", "challenges", "messages"), COUNT)


async def test_pgbench_leaves_as_many_rows_behind(stage: Stage) -> None:
    await stage.set()
    await limits.run(stage.url, "bench_take_in", COUNT, clients=4)
    assert await stage.count_new() == dict.fromkeys(("cases", "challenges", "messages"), COUNT)


async def test_it_is_measured_beside_pgbench(place: Place) -> None:
    (compared,) = await intake.measure(place, Scale((COUNT,), COUNT, 2), waiting=8)
    assert (compared.count, compared.rounds) == (COUNT, 2)

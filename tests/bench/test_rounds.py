from dataclasses import replace

import pytest

from heyan.bench.rounds import (
    Contest,
    Paced,
    Paces,
    Round,
    Timed,
    Watch,
    compare,
    keep_pace,
    percentile,
    settled,
)


def contest(size: int, ours: float, limit: float, told: list[str]) -> Contest:
    """A contest with known rates, which tells in what order it was asked."""

    def side(name: str, rate: float) -> Round:
        async def run() -> Timed:
            told.append(f"{name} {size}")
            return Timed(10, 10 / rate, [0.001] * 10)

        return run

    async def prepare() -> None:
        told.append("set")

    return Contest(size, prepare, side("ours", ours), side("limit", limit))


async def test_all_are_timed_by_turns_and_the_ground_is_set_before_each() -> None:
    told: list[str] = []
    contests = [contest(10, 200, 100, told), contest(1000, 180, 80, told)]
    small, large = await compare(contests, rounds=2)
    assert told[::2] == ["set"] * 8
    there = ["ours 10", "limit 10", "ours 1000", "limit 1000"]
    assert told[1::2] == [*there, *reversed(there)]
    assert (small.ratio, small.of_smallest, small.limit_of_smallest) == (2, 1, 1)
    assert (large.ratio, large.of_smallest, large.limit_of_smallest) == (2.25, 0.9, 0.8)
    assert small.ours.p99_ms == 1


async def test_each_keeps_pace_at_a_share_of_its_own_peak() -> None:
    told: list[str] = []
    compared = await compare([contest(10, 200, 100, []), contest(1000, 180, 80, [])], rounds=2)

    def side(name: str, seconds: float) -> Paced:
        async def run(rate: float) -> Timed:
            told.append(f"{name} {rate:.0f}")
            return Timed(10, 10 / rate, [seconds] * 10)

        return run

    async def prepare() -> None:
        told.append("set")

    paces = Paces(prepare, side("ours", 0.002), side("limit", 0.003))
    small, large = await keep_pace(compared, [paces, paces], share=0.5)
    assert told[::2] == ["set"] * 8
    there = ["ours 100", "limit 50", "ours 90", "limit 40"]
    assert told[1::2] == [*there, *reversed(there)]
    for each in (small, large):
        assert each.steady is not None
        assert each.limit_steady is not None
        assert (each.steady.p99_ms, each.limit_steady.p99_ms) == (2, 3)
    assert small.ours == compared[0].ours


async def test_what_ours_used_of_a_processor_is_told_for_each_thing() -> None:
    async def run() -> Timed:
        return Timed(10, 1, [0.001] * 10, used=0.002)

    (compared,) = await compare([replace(contest(10, 1, 1, []), ours=run)], rounds=3)
    assert compared.used_us == pytest.approx(200)
    (unknown,) = await compare([contest(10, 1, 1, [])], rounds=1)
    assert unknown.used_us is None


def test_how_long_things_took_while_a_round_settles_is_left_out() -> None:
    timed = Timed(20, 4, [9, 9, *(float(n) for n in range(18))], used=2)
    assert settled(timed) == replace(timed, each=[float(n) for n in range(18)])
    assert settled(timed).rate == timed.rate
    assert settled(Timed(3, 1, [1, 2, 3])).each == [1, 2, 3]


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(n) for n in range(100)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile([3.0], 0.99) == 3


async def test_a_watch_notes_each_thing_that_it_timed() -> None:
    async def nothing() -> None: ...

    watch = Watch()
    await watch.time(nothing())
    await watch.time(nothing())
    timed = watch.read()
    assert timed.count == len(timed.each) == 2
    assert watch.read(7).count == 7

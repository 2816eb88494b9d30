"""One answer at a time: what is measured is the house's own decision, in line and without one."""

import dataclasses

import pytest

from heyan.bench import lone
from heyan.bench.ground import Place
from heyan.bench.lone import unlined
from heyan.bench.stage import Miscounted, Scale, Stage
from heyan.bench.verify import answer_some
from heyan.casework.line import Line
from tests.bench.conftest import COUNT


async def test_without_a_line_every_answer_is_decided_and_nothing_is_asked_of_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise AssertionError("somebody stood in line")

    monkeypatch.setattr(Line, "ask", none)
    await stage.set()
    timed = await answer_some(unlined(stage.desk), stage.crowd, 1)
    assert (timed.count, await stage.count_states()) == (COUNT, {"reviewing": COUNT})


async def test_what_is_refused_is_raised_to_whoever_asked(stage: Stage) -> None:
    await stage.set()
    first, *_ = stage.crowd
    wrong = dataclasses.replace(first, given=dataclasses.replace(first.given, code="000000"))
    with pytest.raises(ExceptionGroup) as raised:
        await answer_some(unlined(stage.desk), [wrong], 1)
    assert raised.group_contains(Miscounted, match="not_found")


async def test_what_is_measured_as_ours_is_the_way_with_a_line(stage: Stage) -> None:
    contest = lone.contest(stage)
    for run, asked in ((contest.ours, True), (contest.limit, False)):
        await contest.prepare()
        stage.desk.tally.batches.clear()
        await run()
        assert ("answers" in stage.desk.tally.batches) is asked


async def test_both_ways_are_measured_by_turns(place: Place) -> None:
    (compared,) = await lone.measure(place, Scale((COUNT,), COUNT, 1))
    assert compared.count == COUNT
    assert compared.ours.p50_ms > 0
    assert compared.limit.p50_ms > 0

"""The bench that goes through the real portal, in a tiny form."""

from typing import Any

import pytest

from heyan.bench import limits, portal
from heyan.bench.ground import Place
from heyan.bench.rounds import Timed
from heyan.bench.stage import Scale
from tests.bench.conftest import COUNT

RUN = limits.run


@pytest.mark.parametrize("processes", [1, 2])
async def test_every_form_is_answered_and_every_answer_is_committed(
    place: Place, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    paces: list[float | None] = []

    async def run(*given: Any, **named: Any) -> Timed:
        paces.append(named["rate"])
        return await RUN(*given, **named)

    monkeypatch.setattr(limits, "run", run)
    scale = Scale((2 * COUNT,), COUNT, 1)
    (compared,) = await portal.measure(place, scale, waiting=8, processes=processes)
    assert compared.count == COUNT
    assert compared.ours.a_second > 0
    assert compared.limit.a_second > 0
    for steady in (compared.steady, compared.limit_steady):
        assert steady is not None
        assert 0 < steady.p50_ms <= steady.p99_ms
    assert paces == [None, pytest.approx(0.7 * compared.limit.a_second)]

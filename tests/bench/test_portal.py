"""The bench that goes through the real portal, in a tiny form."""

import pytest

from heyan.bench import portal
from heyan.bench.ground import Place
from heyan.bench.stage import Scale
from tests.bench.conftest import COUNT


@pytest.mark.parametrize("processes", [1, 2])
async def test_every_form_is_answered_and_every_answer_is_committed(
    place: Place, processes: int
) -> None:
    scale = Scale((2 * COUNT,), COUNT, 1)
    (compared,) = await portal.measure(place, scale, waiting=8, processes=processes)
    assert compared.count == COUNT
    assert compared.ours.a_second > 0
    assert compared.limit.a_second > 0
    for steady in (compared.steady, compared.limit_steady):
        assert steady is not None
        assert 0 < steady.p50_ms <= steady.p99_ms

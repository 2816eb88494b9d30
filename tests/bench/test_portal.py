"""The bench that goes through the real portal, in a tiny form."""

from heyan.bench import portal
from heyan.bench.ground import Place
from heyan.bench.stage import Scale
from tests.bench.conftest import COUNT


async def test_every_form_is_answered_and_every_answer_is_committed(place: Place) -> None:
    (compared,) = await portal.measure(place, Scale((2 * COUNT,), COUNT, 1), waiting=8)
    assert compared.count == COUNT
    assert compared.ours.a_second > 0
    assert compared.limit.a_second > 0
    assert compared.steady is not None
    assert compared.steady.p50_ms <= compared.steady.p99_ms

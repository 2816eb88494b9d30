"""A bench's web processes are a house's own, each at its port, and stop with it."""

import sys

import httpx

from heyan.bench.ground import Place
from heyan.bench.stage import Scale, open_stages
from heyan.bench.web import open_web
from tests.bench.conftest import COUNT


async def test_each_process_answers_at_its_port_and_ends_with_the_bench(place: Place) -> None:
    async with open_stages(place, Scale((2 * COUNT,), COUNT, 1)) as (stage,):
        async with open_web(stage, 2) as web, httpx.AsyncClient() as client:
            before = web.used()
            for port in web.ports:
                answer = await client.get(f"http://127.0.0.1:{port}/health/ready")
                assert answer.json() == {"status": "ok"}
            assert (before > 0) == (sys.platform == "linux")
            assert web.used() >= before
        assert len(set(web.ports)) == 2
        assert [process.returncode for process in web.processes] == [0, 0]

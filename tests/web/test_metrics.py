"""What the house tells those who watch it: in Prometheus' words, few series, nobody's data."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from heyan.casework.desk import Desk
from heyan.rules.documents import tail
from heyan.store.database import Database
from heyan.web.metrics import LinkMeter, Metrics, Sources, StockMeter
from tests.fakes.filings import LI, TIANJIN, new_filing
from tests.fakes.journeys import begin
from tests.house.tree import DOCS

LINK = LinkMeter("mobile/1", "mobile", True, 7, 5, 1, 1, 4, 0.25)  # noqa: FBT003 - as the class lists them


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    metrics: Any = Metrics(desk, Sources(lambda: [LINK], lambda: StockMeter(64, 12.5)))
    transport = httpx.ASGITransport(app=metrics)
    async with httpx.AsyncClient(transport=transport, base_url="http://any.example") as client:
        yield client


async def samples(client: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Read every sample: its name and labels' values, and what it is."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_what_waits_and_what_was_decided_is_told(
    desk: Desk, client: httpx.AsyncClient
) -> None:
    journey = await begin(desk)
    await journey.submit(new_filing())
    await journey.carry()
    await journey.answer(TIANJIN, LI.mobile, "000000")
    await journey.answer(TIANJIN, LI.mobile, tail(LI.document.number))
    await journey.submit(new_filing(reference="NEXT"))
    told = await samples(client)
    assert told["heyan_messages_queued", "mobile", "at_once"] == 1
    assert told["heyan_messages_queued", "unicom", "later"] == 0
    assert told["heyan_messages_unanswered", "unknown"] == 0
    assert told["heyan_cases_open", "verifying"] == 2
    assert told["heyan_cases_overdue",] == 0
    assert told["heyan_answers_total", "met"] == 1
    assert told["heyan_answers_total", "not_found"] == 1
    assert told["heyan_batch_size_bucket", "answers", "1.0"] == 2
    assert told["heyan_batch_size_count", "filings"] == 2
    assert told["heyan_database_up",] == 1


async def test_links_and_captchas_are_told(client: httpx.AsyncClient) -> None:
    told = await samples(client)
    assert told["heyan_link_up", "mobile", "mobile/1"] == 1
    assert told["heyan_link_latency_seconds", "mobile", "mobile/1"] == 0.25
    assert told["heyan_link_messages_total", "mobile", "refused", "mobile/1"] == 1
    assert told["heyan_captchas_ready",] == 64
    assert told["heyan_captchas_oldest_seconds",] == 12.5


async def test_without_its_database_the_house_still_tells_what_it_counted(
    client: httpx.AsyncClient, database: Database
) -> None:
    await database.close()
    told = await samples(client)
    assert told["heyan_database_up",] == 0
    assert told["heyan_database_errors_total", "StoreUnavailable"] == 1
    assert ("heyan_cases_overdue",) not in told
    assert ("heyan_answers_total", "met") in told


async def test_every_metric_is_documented(desk: Desk) -> None:
    text = (
        await Metrics(desk, Sources(lambda: [LINK], lambda: StockMeter(64, 1.0))).text()
    ).decode()
    documented = (DOCS / "operations.md").read_text("utf-8")
    names = {family.name for family in text_string_to_metric_families(text)}
    assert [name for name in sorted(names) if f"`{name}" not in documented] == []


async def test_only_reading_is_answered(client: httpx.AsyncClient) -> None:
    answer = await client.post("/metrics")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/metrics/", "/metricsandmore", "/verify"])
async def test_there_is_nothing_else_behind_this_door(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text) == (404, "")


async def test_a_process_without_links_and_portal_tells_the_rest(desk: Desk) -> None:
    text = (await Metrics(desk).text()).decode()
    assert "heyan_captchas" not in text
    assert "heyan_link_up{" not in text
    assert "heyan_cases_open{" in text

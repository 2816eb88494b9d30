"""All calls for programs as one application."""

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from heyan.web.api.routes import BASE, ApiOptions


def test_everything_stands_below_one_address(api: Litestar) -> None:
    assert all(route.path.startswith(BASE) for route in api.routes)


@pytest.mark.parametrize("path", ["/health/live", "/filings", "/nothing"])
async def test_no_answer_is_kept_or_taken_for_something_else(
    haihe: httpx.AsyncClient, path: str
) -> None:
    answer = await haihe.get(f"{BASE}{path}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_call_but_health_and_the_contract_asks_for_a_key(api: Litestar) -> None:
    for route in api.routes:
        assert isinstance(route, HTTPRoute)
        free = route.path.startswith((f"{BASE}/health", f"{BASE}/schema"))
        for handler in route.route_handlers:
            if handler.http_methods != {"OPTIONS"}:
                assert bool(handler.resolve_guards()) != free, route.path


def test_options_do_not_show_what_they_hold() -> None:
    assert "lambda" not in repr(ApiOptions(draw_incident=lambda: "1"))

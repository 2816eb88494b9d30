"""What providers read about the API is what the API does."""

import json
import re

import pytest
from litestar import Litestar

from heyan.casework.desk import Desk
from heyan.casework.filings.views import FilingView
from heyan.rules.reading import read_filing
from heyan.web.api.contract import contract
from heyan.web.api.routes import ApiOptions, build_api
from heyan.web.problems import encode, fault_document, problem
from tests.house.tree import DOCS

DOC = (DOCS / "api.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


@pytest.fixture
def api(desk: Desk) -> Litestar:
    return build_api(desk, ApiOptions(draw_incident=lambda: "1"))


def test_every_call_is_documented_and_no_other(api: Litestar) -> None:
    documented = set(ROW.findall(DOC.partition("## Calls")[2].partition("## A filing")[0]))
    assert documented == {
        f"{method.upper()} {path}"
        for path, methods in contract(api)["paths"].items()
        for method in methods
    }


def test_every_field_of_a_filing_is_documented() -> None:
    fields = DOC.partition("## A filing")[2].partition("**Idempotency.**")[0]
    assert [name for name in FilingView.__dataclass_fields__ if f"`{name}`" not in fields] == []


def test_the_example_of_a_problem_is_one() -> None:
    example = re.findall(r"```json\n(.+?)```", DOC, re.DOTALL)[0]
    read = read_filing({"subject": {"principal": {"mobiles": ["1"]}}})
    assert isinstance(read, tuple)
    told = [fault for fault in read if fault.pointer == "/subject/principal/mobiles/0"]
    document = problem("faulty", map(fault_document, told))
    assert json.loads(example) == json.loads(encode(document))

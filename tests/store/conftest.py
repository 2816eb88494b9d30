"""What tests of servers of their own, and of the ledger, stand on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from heyan.casework.desk import Desk
from tests.fakes.filings import new_filing
from tests.fakes.journeys import begin, case_id
from tests.store.ledger import Ledger


@pytest.fixture
def home() -> Iterator[Path]:
    """Give a path that another user could reach, unlike pytest's own folders."""
    path = Path("/tmp") / f"heyan-home-{os.getpid()}"  # noqa: S108 - removed below
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
async def ledger(desk: Desk) -> Ledger:
    journey = await begin(desk)
    return Ledger(desk, case_id(await journey.submit(new_filing())).number)

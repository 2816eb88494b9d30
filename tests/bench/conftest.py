"""Ground for benches: databases of their own on the run's server, a few hundred cases large."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heyan.bench.crowd import row_of
from heyan.bench.ground import Place
from heyan.bench.stage import Scale, Stage, open_stages
from heyan.settings import Settings

OPEN, COUNT = 300, 40


@pytest.fixture
def place(server: str, tmp_path: Path) -> Place:
    file = tmp_path / "heyan.toml"
    file.touch()
    return Place(Settings.read({}, file), server)


@pytest.fixture
async def stage(place: Place) -> AsyncIterator[Stage]:
    async with open_stages(place, Scale((OPEN,), COUNT, 1)) as (only,):
        yield only


@pytest.fixture
async def row(place: Place) -> AsyncIterator[Stage]:
    """A stage on which what was opened one after another is worked."""
    async with open_stages(place, Scale((OPEN,), COUNT, 1, choose=row_of)) as (only,):
        yield only

"""What tests of servers of their own stand on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    """Give a path that another user could reach, unlike pytest's own folders."""
    path = Path("/tmp") / f"heyan-home-{os.getpid()}"  # noqa: S108 - removed below
    yield path
    shutil.rmtree(path, ignore_errors=True)

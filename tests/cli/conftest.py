"""The real command, run as an operator runs it, on a database of the test's own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

HEYAN = Path(sys.executable).with_name("heyan")
LONG = 60  # seconds; no command here needs a tenth of it

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.out)

    @property
    def lines(self) -> list[Any]:
        return [msgspec.json.decode(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    """The settings of a sandbox on the test's database."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEYAN_")}
    return inherited | {
        "HEYAN_DATABASE_URL": database_url,
        "HEYAN_HOME": str(tmp_path / "home"),
        "HEYAN_MODE": "sandbox",
        "HEYAN_LISTEN": "127.0.0.1:0",
    }


@pytest.fixture
def heyan(environment: dict[str, str], tmp_path: Path) -> Run:
    """Give a function that runs `heyan` with arguments; settings can be added by name."""

    def run(*arguments: str | Path, **settings: str) -> Ran:
        done = subprocess.run(
            [HEYAN, *arguments],
            env=environment | settings,
            cwd=tmp_path,
            capture_output=True,
            timeout=LONG,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def haihe(heyan: Run) -> str:
    """A provider that the examples know, with its key."""
    return heyan("providers", "add", "海河云").out.strip()


@pytest.fixture
def hexi(heyan: Run) -> str:
    """The other provider that the examples know."""
    return heyan("providers", "add", "河西云").out.strip()

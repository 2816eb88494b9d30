"""What is installed is what was chosen, octet by octet, from wherever it comes."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name_of

LOCKS = ["runtime", "dev"]
ELSEWHERE = sorted(
    path
    for name in ("package.json", "package-lock.json", "pom.xml", "Cargo.toml")
    for path in (ROOT / "tools").rglob(name)
    if "node_modules" not in path.parts
)
POM = 'xmlns="http://maven.apache.org/POM/4.0.0"'  # a name, not an address
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+) \\$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / f"requirements/{name}.lock").read_text()))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_path(name: str) -> None:
    text = (ROOT / f"requirements/{name}.lock").read_text()
    assert re.findall(r"://|--(?:index|extra-index|find|trusted)|@ file", text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_its_hashes(name: str) -> None:
    blocks = re.split(
        r"^(?=\S)", (ROOT / f"requirements/{name}.lock").read_text(), flags=re.MULTILINE
    )
    for block in blocks:
        if "==" in block:
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime, dev = pins("runtime"), pins("dev")
    for wish in project["dependencies"]:
        name, _, version = wish.partition("==")
        assert runtime[name] == version
    for wish in project["optional-dependencies"]["dev"]:
        name, _, version = wish.partition("==")
        assert dev[name] == version


def test_development_and_production_run_the_same_versions() -> None:
    assert pins("runtime").items() <= pins("dev").items()


@pytest.mark.parametrize("path", ELSEWHERE, ids=name_of)
def test_what_others_package_managers_read_names_no_host_either(path: Path) -> None:
    text = path.read_text().replace(POM, "")
    assert "://" not in text
    assert "resolved" not in text

"""Tests mirror the source: who looks for a module's test finds it."""

from pathlib import Path

import pytest

from tests.house.tree import MODULES, SOURCE, TESTS, module_name

# What has no life of its own is held by the test of the module that it serves.
HELD_BY = {
    "store/cluster.py": "store/test_embedded.py",
    "store/keeper.py": "store/test_embedded.py",
    "store/layout.py": "store/test_embedded.py",
}
WITHOUT_OWN = [path for path in MODULES if path.stem not in {"__init__", "__main__"}]


@pytest.mark.parametrize("path", WITHOUT_OWN, ids=module_name)
def test_a_module_has_its_test(path: Path) -> None:
    within = path.relative_to(SOURCE)
    mirrored = str(within.with_name(f"test_{path.name}"))
    assert (TESTS / HELD_BY.get(str(within), mirrored)).is_file()


def test_what_is_held_elsewhere_is_there() -> None:
    assert [module for module in HELD_BY if not (SOURCE / module).is_file()] == []


@pytest.mark.parametrize("folder", sorted(p for p in TESTS.rglob("*") if p.is_dir()), ids=str)
def test_a_test_folder_is_a_package_so_that_names_may_come_twice(folder: Path) -> None:
    if any(folder.glob("*.py")):
        assert (folder / "__init__.py").is_file()

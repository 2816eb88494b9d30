"""The repository as the house tests look at it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/heyan"
STORE = SOURCE / "store"
TESTS = ROOT / "tests"
DOCS = ROOT / "docs"

MODULES = sorted(SOURCE.rglob("*.py"))
TEST_MODULES = sorted(TESTS.rglob("*.py"))
QUERY_FILES = sorted(path.stem for path in STORE.glob("*.sql") if path.stem != "schema")


def name_of(path: Path) -> str:
    """Name a file from the root of the repository; tests are called by it."""
    return str(path.relative_to(ROOT))


def module_name(path: Path) -> str:
    """Name a module from the root of the product: `store/cases.py`."""
    return str(path.relative_to(SOURCE))


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module that are not docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and (id(node) not in docstrings)
        ):
            yield node.value

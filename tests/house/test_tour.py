"""The tour is true: every name on it stands in the file that it links to."""

import ast
import re

from tests.house.tree import DOCS

LINK = re.compile(r"\[`(\w+)`\]\(([^)]+\.py)\)")


def test_every_name_on_the_tour_stands_in_its_file() -> None:
    links = LINK.findall((DOCS / "tour.md").read_text("utf-8"))
    assert links
    lost = [(name, file) for name, file in links if name not in names_in(file)]
    assert lost == []


def names_in(file: str) -> set[str]:
    tree = ast.parse((DOCS / file).read_text("utf-8"))
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in tree.body if isinstance(node, defined)}
    assigned = (node for node in tree.body if isinstance(node, ast.Assign))
    targets = (target for node in assigned for target in node.targets)
    return names | {target.id for target in targets if isinstance(target, ast.Name)}

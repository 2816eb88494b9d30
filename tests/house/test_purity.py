"""The rules and the wire are pure, and logs tell nothing personal."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import MODULES, SOURCE, module_name, parse

PURE = [path for path in MODULES if path.is_relative_to(SOURCE / "rules")] + [
    path for path in MODULES if path.is_relative_to(SOURCE / "wire")
]
AWAITING = (ast.AsyncFunctionDef, ast.Await, ast.AsyncWith, ast.AsyncFor)
SPEAKING = {"debug", "info", "warning", "error", "exception", "critical", "log"}
UNSPEAKABLE = {
    *("code", "codes", "mobile", "mobiles", "phone", "phones", "tail", "tails", "password"),
    *("secret", "text", "texts", "answer", "answers", "document", "principal", "filing"),
    *("api_key", "data_key", "ring", "body", "form", "sealed"),
}


@pytest.mark.parametrize("path", PURE, ids=module_name)
def test_pure_rooms_never_await(path: Path) -> None:
    assert [node for node in ast.walk(parse(path)) if isinstance(node, AWAITING)] == []


@pytest.mark.parametrize("path", PURE, ids=module_name)
def test_pure_rooms_open_nothing_and_print_nothing(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & {"open", "print", "input"} == set()


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_log_line_is_given_nothing_that_must_not_be_told(path: Path) -> None:
    for call in ast.walk(parse(path)):
        if _is_log_call(call):
            assert isinstance(call, ast.Call)
            told = {word for argument in call.args[1:] for word in _last_names(argument)}
            assert told & UNSPEAKABLE == set(), f"line {call.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_log_line_is_a_sentence_with_its_values_apart(path: Path) -> None:
    for call in ast.walk(parse(path)):
        if _is_log_call(call):
            assert isinstance(call, ast.Call)
            assert not isinstance(call.args[0], ast.JoinedStr | ast.BinOp), f"line {call.lineno}"


def test_every_ignored_check_says_why() -> None:
    bare = re.compile(
        r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[\w,-]+\])?)\s*$", re.MULTILINE
    )
    assert [module_name(path) for path in MODULES if bare.search(path.read_text("utf-8"))] == []


def _is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SPEAKING
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"log", "logger", "logging", "LOG"}
        and bool(node.args)
    )


def _last_names(argument: ast.expr) -> set[str]:
    """Return the names whose values are told; what a function makes of them is its own word."""
    if isinstance(argument, ast.Name):
        return {argument.id}
    if isinstance(argument, ast.Attribute):
        return {argument.attr}
    return set()

"""How commands print: for people in columns, for machines as JSON."""

import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click
import msgspec

F = TypeVar("F", bound=Callable[..., Any])

_WIDE = frozenset("WF")


def json_option(command: F) -> F:
    """Give a command `--json`."""
    option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
    return option(command)


def example(*lines: str) -> str:
    """Return the examples that end a command's help."""
    return "\b\n" + "\n".join(["Example:", *(f"  {line}" for line in lines)])


def say(text: str = "") -> None:
    """Print a line to standard output."""
    click.echo(text)


def remark(text: str) -> None:
    """Say something that is not the answer itself, on standard error."""
    click.echo(text, err=True)


def say_json(value: object) -> None:
    """Print a value as one line of JSON."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


def say_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns; Chinese characters are two columns wide."""
    lines = [heads, *rows]
    widths = [max(map(_columns, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        say("  ".join(cell + " " * (width - _columns(cell)) for cell, width in cells).rstrip())


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text)
